import Contracts
import Lifecycle
import Testing

@Suite struct StrictJSONTests {
    func read(_ json: String) throws(Refusal) -> SubmitDossier {
        try StrictJSON.decode(
            SubmitDossier.self, shape: .of(SubmitDossier.self), untrusted: Array(json.utf8))
    }

    static let good = """
        {"procedure":"1.001193","caseKey":"usual","unit":"48.20194",
         "answers":{"name":"Lê Văn Đạt","copies":2,"any":{"deep":[null,true]}},
         "components":[{"key":"form","documents":["A","B"]}]}
        """

    @Test func `reads what fits`() throws {
        let read = try read(Self.good)
        #expect(read.components[0].documents.map(\.rawValue) == ["A", "B"])
        #expect(read.answers["copies"] == .number(2))
    }

    @Test(arguments: [
        (#"{"procedure":"1","caseKey":"a","unit":"u","answers":{},"components":[],"x":1}"#, "x"),
        (
            #"{"procedure":"1","caseKey":"a","unit":"u","answers":{},"components":[{"key":"a","documents":[],"y":1}]}"#,
            "components.y"
        ),
        (#"{"procedure":"1","caseKey":"a","unit":"u","answers":{}}"#, "components"),
        (#"{"procedure":1,"caseKey":"a","unit":"u","answers":{},"components":[]}"#, "procedure"),
        (#"{"procedure":null,"caseKey":"a","unit":"u","answers":{},"components":[]}"#, "procedure"),
        (
            #"{"procedure":"1","procedure":"2","caseKey":"a","unit":"u","answers":{},"components":[]}"#,
            "procedure"
        ),
        (
            #"{"procedure":"1","procedur\u0065":"2","caseKey":"a","unit":"u","answers":{},"components":[]}"#,
            "procedure"
        ),
        (
            #"{"procedure":"1","caseKey":"a","unit":"u","answers":{"a":1,"a":2},"components":[]}"#,
            "answers.a"
        ),
        (
            #"{"procedure":"1","caseKey":"a","unit":"u","answers":{"a":"x\u0000y"},"components":[]}"#,
            "answers.a"
        ),
    ])
    func `names the field that is unknown, missing, doubled or of a wrong type`(
        json: String, path: String
    ) {
        let refusal = #expect(throws: Refusal.self) { try read(json) }
        #expect(refusal?.kind == .invalid)
        #expect(refusal?.fields.first?.path == path)
    }

    @Test(arguments: [
        "", "{", "null", "[]", "{}}", "{\"a\":}", "{'a':1}", "\u{FEFF}{}", "{\"a\":tru}",
        "{\"procedure\":\"\u{1}\"}", "\"\\ud800\"",
    ])
    func `refuses what is no JSON object of this kind, without a crash`(json: String) {
        let refusal = #expect(throws: Refusal.self) { try read(json) }
        #expect(refusal?.kind == .invalid)
    }

    @Test func `refuses bytes that are not UTF-8`() {
        let bytes = Array(Self.good.utf8).map { $0 == UInt8(ascii: "L") ? 0xFF : $0 }
        let refusal = #expect(throws: Refusal.self) {
            try StrictJSON.decode(
                SubmitDossier.self, shape: .of(SubmitDossier.self), untrusted: bytes)
        }
        #expect(refusal == StrictJSON.notJSON)
    }

    @Test func `refuses nesting over 32, however deep`() {
        for depth in [40, 200_000] {
            let nested = String(repeating: "[", count: depth) + String(repeating: "]", count: depth)
            let json =
                #"{"procedure":"1","caseKey":"a","unit":"u","components":[],"answers":{"a":"#
                + nested + "}}"
            let refusal = #expect(throws: Refusal.self) { try read(json) }
            #expect(refusal?.code == "too-deep")
        }
    }
}
