import TestSupport
import Testing

/// Gives all tests of a suite one running deployment, `Deployment.current`, and ends it after them.
struct WithDeployment: SuiteTrait, TestScoping {
    @concurrent func provideScope(
        for test: Test, testCase: Test.Case?,
        performing body: @concurrent @Sendable () async throws -> Void
    ) async throws {
        let deployment = try await Deployment()
        defer { deployment.end() }
        try await Deployment.$running.withValue(deployment) { try await body() }
    }
}

extension Deployment {
    @TaskLocal static var running: Deployment?

    /// The deployment of the suite that runs.
    static var current: Deployment {
        get throws {
            guard let running else { throw Failure("the suite has no deployment") }
            return running
        }
    }
}
