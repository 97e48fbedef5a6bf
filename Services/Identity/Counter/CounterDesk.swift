import Messaging

extension Desk {
    /// The use cases at the counter, and what a citizen sees of them.
    var counterHandlers: [Handler] {
        [
            .command(searchAccounts), .command(openAccount), .command(verifyAccount),
            .command(refuseVerification), .command(cancelAccount), .command(issueCounterCode),
            .command(receiveVisitor), .query(readVerification), .query(listAccountAccesses),
        ]
    }

    private var accesses: AccessLog { AccessLog(secrets: secrets, policy: policy) }

    var searchAccounts: SearchAccountsHandler {
        SearchAccountsHandler(store: store, accesses: accesses)
    }
    var openAccount: OpenAccountHandler { OpenAccountHandler(store: store, accesses: accesses) }
    var verifyAccount: VerifyAccountHandler {
        VerifyAccountHandler(store: store, sessions: sessions, clock: clock)
    }
    var refuseVerification: RefuseVerificationHandler {
        RefuseVerificationHandler(store: store, secrets: secrets)
    }
    var cancelAccount: CancelAccountHandler {
        CancelAccountHandler(store: store, sessions: sessions)
    }
    var issueCounterCode: IssueCounterCodeHandler {
        IssueCounterCodeHandler(secrets: secrets, policy: policy)
    }
    var receiveVisitor: ReceiveVisitorHandler {
        ReceiveVisitorHandler(store: store, accesses: accesses)
    }
    var readVerification: ReadVerificationHandler { ReadVerificationHandler(store: store) }
    var listAccountAccesses: ListAccountAccessesHandler {
        ListAccountAccessesHandler(store: store)
    }
}
