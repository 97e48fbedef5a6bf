import Foundation
import Synchronization
import TestSupport
import Testing

/// Programs that end in mid-work, as by a power cut or by an operator.
@Suite struct ProgramFaultTests {
    @Test func `programs killed at any moment lose and double nothing`() async throws {
        let trial = try await Trial(
            "killed programs", citizens: FaultRun.isLong ? 40 : 6, dossiersEach: 5)
        try await trial.judge { trial in
            let names = trial.programs(times: FaultRun.isLong ? 10 : 1)
            try await trial.spread(names) { try await trial.kill($0) }
        }
    }

    @Test func `programs told to stop under load end well and lose nothing`() async throws {
        let trial = try await Trial(
            "stopped programs", citizens: FaultRun.isLong ? 40 : 6, dossiersEach: 5)
        try await trial.judge { trial in
            // 54 times, or each once.
            let names = trial.programs(times: FaultRun.isLong ? 9 : 1)
            try await trial.spread(names) { name in
                let status = try await trial.restart(name)
                #expect(status == 0, "\(name) ended with \(status)")
            }
        }
    }
}
