import Contracts

/// Who asks, as it travels sealed beside the data: each message carries it, so it is not JSON but a
/// byte for this form, and then each value with its length before it.
extension Envelope.Head {
    /// The first byte of this form; JSON, which earlier versions wrote, begins with a brace.
    private static let form: UInt8 = 1
    /// In place of the length of a value that is nil.
    private static let absent = UInt32.max

    /// The bytes that are sealed.
    var packed: [UInt8] {
        let values: [String?] = [
            caller.role.rawValue, caller.id, caller.name, caller.session, caller.unit?.rawValue,
            caller.duties?.map(\.rawValue).joined(separator: ","),
            caller.isVerified.map { $0 ? "1" : "0" }, caller.address, key,
        ]
        var out = [Self.form]
        out.reserveCapacity(192)
        for value in values {
            let length = value.map { UInt32($0.utf8.count) } ?? Self.absent
            withUnsafeBytes(of: length.littleEndian) { out += $0 }
            if let value { out += value.utf8 }
        }
        return out
    }

    /// Reads what `packed` wrote, or JSON.
    init(packed bytes: ArraySlice<UInt8>) throws {
        guard bytes.first == Self.form else {
            self = try StrictJSON.decode(Self.self, trusted: Array(bytes))
            return
        }
        var rest = bytes.dropFirst()
        func next() throws -> String? {
            guard rest.count >= 4 else { throw UnreadableEnvelope() }
            let length = rest.prefix(4).reversed().reduce(UInt32(0)) { $0 << 8 | UInt32($1) }
            rest = rest.dropFirst(4)
            if length == Self.absent { return nil }
            guard rest.count >= length else { throw UnreadableEnvelope() }
            defer { rest = rest.dropFirst(Int(length)) }
            return String(decoding: rest.prefix(Int(length)), as: UTF8.self)
        }
        guard let role = try next().flatMap(Caller.Role.init) else { throw UnreadableEnvelope() }
        caller = Caller(role: role)
        caller.id = try next()
        caller.name = try next()
        caller.session = try next()
        caller.unit = try next().map(UnitCode.init(rawValue:))
        caller.duties = try next().map { text in
            try text.split(separator: ",").map { word in
                guard let duty = OfficerDuty(rawValue: String(word)) else {
                    throw UnreadableEnvelope()
                }
                return duty
            }
        }
        caller.isVerified = try next().map { $0 == "1" }
        caller.address = try next()
        key = try next()
        guard rest.isEmpty else { throw UnreadableEnvelope() }
    }
}
