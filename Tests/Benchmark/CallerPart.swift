import Contracts
import Cryptography
import Lifecycle
import Messaging

/// Asks as the gateway does: hands JSON on that it has not read, with a trace, in a citizen's name.
struct CallerPart: Sendable {
    private let bus: Bus
    private let citizen = Caller(
        role: .citizen, id: CitizenID.make(at: WallClock.system.now()).rawValue,
        session: randomBytes(16).hex, address: "127.0.0.1")

    init(_ settings: Settings) throws {
        bus = try Bus(program: "gateway", settings: settings, readiness: Readiness())
    }

    /// Commands of about 600 bytes, as a dossier has.
    private static func json() throws -> [UInt8] {
        try StrictJSON.encode(
            SendMail(
                to: "dat@example.vn", toName: "Lê Văn Đạt", subject: "Hồ sơ đã được tiếp nhận",
                text: String(repeating: "chữ ", count: 60),
                html: "<p>" + String(repeating: "chữ ", count: 24), purpose: "benchmark"))
    }

    /// `probe`: one command that nobody answers; `call IN-FLIGHT SECONDS`: as many as it takes.
    func play() async throws {
        let json = try Self.json()
        try await Role.work([bus]) { words in
            switch words {
            case ["probe"]:
                // Nobody answers it: it is there to be looked at.
                try? await ask(json, timeout: .milliseconds(500))
                return Sample(count: 1, seconds: 1)
            case _ where words.count == 3 && words[0] == "call":
                return await Tally.of(Int(words[1]) ?? 1, for: Double(words[2]) ?? 1) {
                    try await ask(json, timeout: .seconds(5))
                }
            default: throw RoleProcess.Failure(description: "not understood: \(words)")
            }
        }
    }

    private func ask(_ json: [UInt8], timeout: Duration) async throws {
        let trace = "00-\(randomBytes(16).hex)-\(randomBytes(8).hex)-01"
        _ = try await Log.$trace.withValue(trace) {
            try await bus.forward(SendMail.self, json: json, as: citizen, timeout: timeout)
        }
    }
}
