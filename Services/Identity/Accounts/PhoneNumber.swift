/// A Vietnamese mobile number of 10 digits, from 03, 05, 07, 08 or 09.
struct PhoneNumber: Hashable, Sendable {
    /// The 10 digits.
    let digits: String

    /// Reads a number, also written with +84 or 84 and with spaces, dots or hyphens; nil when it is
    /// none.
    init?(_ text: String) {
        var rest = text.filter { !" .-()".contains($0) }[...]
        if rest.hasPrefix("+84") {
            rest = rest.dropFirst(3)
        } else if rest.hasPrefix("84"), rest.utf8.count == 11 {
            rest = rest.dropFirst(2)
        } else if rest.hasPrefix("0") {
            rest = rest.dropFirst()
        } else {
            return nil
        }
        guard rest.utf8.count == 9, rest.utf8.allSatisfy({ (0x30...0x39).contains($0) }),
            let first = rest.first, "35789".contains(first)
        else { return nil }
        digits = "0" + rest
    }
}
