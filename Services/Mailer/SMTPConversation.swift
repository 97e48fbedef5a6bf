/// What was said between libcurl and the SMTP server, as far as it decides what became of a mail.
struct SMTPConversation: Sendable {
    private var command = ""
    private var answer: (code: Int, text: String)?
    private var hasEndedBody = false
    private var isOver = false

    /// Before the first word.
    init() {}

    /// libcurl has sent a command line.
    mutating func sent(_ line: String) {
        // What the server says to QUIT is about the connection, not about the mail.
        if line.uppercased().hasPrefix("QUIT") { isOver = true }
        guard !isOver else { return }
        command = String(line.prefix(4)).uppercased()
        answer = nil
    }

    /// The server has sent lines.
    mutating func received(_ lines: String) {
        guard !isOver else { return }
        for line in lines.split(whereSeparator: \.isNewline) {
            guard let code = Int(line.prefix(3)), (200...599).contains(code) else { continue }
            answer = (code, String(line))
        }
    }

    /// libcurl was told that the mail's bytes are at their end: it sends the final dot next.
    mutating func endedBody() {
        hasEndedBody = true
        answer = nil
    }

    /// What the attempt came to.
    ///
    /// - Parameter failure: What libcurl says went wrong; nil when nothing did.
    func outcome(failure: String?) -> Outcome {
        let text = answer?.text ?? failure ?? ""
        guard failure != nil else { return .sent(answer: text) }
        if hasEndedBody {
            return switch (answer?.code ?? 0) / 100 {
            case 2: .sent(answer: text)
            case 4: .later(answer: text)
            case 5: .refused(answer: text)
            default: .unknown(answer: text)
            }
        }
        // A 5xx to the greeting, STARTTLS or AUTH is about the server's settings, not this mail.
        let isAboutMail = ["MAIL", "RCPT", "DATA"].contains(command)
        if isAboutMail, let answer, answer.code / 100 == 5 { return .refused(answer: text) }
        let isNo = (answer?.code ?? 0) >= 400
        return .later(answer: isNo ? text : failure ?? text)
    }
}
