import Lifecycle
import Testing

@testable import Contracts

@Suite struct DirectoryTests {
    @Test func `every wire name is its owner's, and none is used twice`() {
        let names =
            Directory.requests.map { $0.name } + Directory.subscriptions.map { $0.event.name }
        #expect(Set(names).count == names.count)
        for name in names {
            let parts = name.split(separator: ".")
            #expect(parts.count == 2 && ServiceName(rawValue: String(parts[0])) != nil, "\(name)")
        }
    }

    @Test func `every message and reply has a shape that can be read`() {
        func check<Each: Request>(_ type: Each.Type) -> Bool {
            _ = Shape.of(Each.Reply.self)
            guard case .object = Shape.of(type) else { return false }
            return true
        }
        for type in Directory.requests {
            let isObject = check(type)
            #expect(isObject, "\(type.name)")
        }
    }

    @Test func `the shape knows names, kinds and what must be there`() {
        #expect(
            Shape.of(OpenUpload.self)
                == .object([
                    .init(name: "fileName", shape: .string(format: nil), isRequired: true),
                    .init(name: "mediaType", shape: .string(format: nil), isRequired: true),
                    .init(name: "size", shape: .integer, isRequired: true),
                    .init(name: "dossier", shape: .string(format: nil), isRequired: false),
                ]))
        guard case .object(let fields) = Shape.of(PersonalDetails.self) else {
            Issue.record("no object")
            return
        }
        let byName = Dictionary(uniqueKeysWithValues: fields.map { ($0.name, $0) })
        #expect(byName["dateOfBirth"]?.shape == .string(format: "date"))
        #expect(byName["sex"]?.shape == .choice(["male", "female"]))
        #expect(byName["middleName"]?.isRequired == false)
    }
}
