import Contracts
import Cryptography
import Lifecycle
import Testing

@testable import DossierIntake

@Suite struct HistoryChainTests {
    private static let dossier = DossierID(rawValue: "01D")
    private static let steps = (1...5).map { (number: Int) -> HistoryChain.Step in
        HistoryChain.Step(
            number: Int64(number * 3), at: Timestamp(milliseconds: Int64(number) * 1000),
            action: number == 1 ? "submitted" : "accept", actor: "officer-\(number)",
            status: .received, version: Int64(number), more: ["actorName": "Hoa"])
    }

    private static func links(_ steps: [HistoryChain.Step]) -> [HistoryChain.Link] {
        var previous = HistoryChain.start(of: dossier)
        return steps.map { step in
            previous = HistoryChain.hash(after: previous, step)
            return HistoryChain.Link(step: step, hash: previous)
        }
    }

    private static func fault(_ links: [HistoryChain.Link]) -> HistoryChain.Fault? {
        let head = HistoryChain.head(of: dossier, steps)
        return HistoryChain.firstFault(in: links, of: dossier, head: head, count: steps.count)
    }

    @Test func `fits as it was written, and so does what was its head earlier`() {
        let links = Self.links(Self.steps)
        #expect(Self.fault(links) == nil)
        for count in 0...5 {
            let head = HistoryChain.head(of: Self.dossier, Self.steps.prefix(count))
            #expect(
                HistoryChain.firstFault(
                    in: links, of: Self.dossier, head: head, count: count) == nil)
        }
    }

    @Test(arguments: 0..<5)
    func `names the first step that was changed, in whatever field`(index: Int) {
        let changes: [(inout HistoryChain.Step) -> Void] = [
            { $0.number += 1 }, { $0.at = $0.at + .milliseconds(1) }, { $0.action = "refuse" },
            { $0.actor = "x" }, { $0.status = .finished }, { $0.version += 1 },
            { $0.more["actorName"] = "Hoà" }, { $0.more = [:] }, { $0.more["reason"] = "" },
        ]
        for change in changes {
            var links = Self.links(Self.steps)
            change(&links[index].step)
            #expect(Self.fault(links) == .step(index + 1))
        }
        var links = Self.links(Self.steps)
        links[index].hash[0] ^= 1
        #expect(Self.fault(links) == .step(index + 1))
    }

    @Test func `tells steps that are gone, moved, added or written anew`() {
        let links = Self.links(Self.steps)
        #expect(Self.fault(Array(links.dropFirst())) == .step(1))
        #expect(Self.fault([links[0]] + links[2...]) == .step(2))
        #expect(Self.fault([links[0], links[2], links[1]] + links[3...]) == .step(2))
        #expect(Self.fault([links[0]] + links) == .step(2))
        #expect(Self.fault(Array(links.dropLast())) == .head)
        var other = Self.steps
        other[3].actor = "x"
        #expect(Self.fault(Self.links(other)) == .head)
        #expect(
            HistoryChain.firstFault(in: links, of: DossierID(rawValue: "02")) == .step(1))
    }
}
