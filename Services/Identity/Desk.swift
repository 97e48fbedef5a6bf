import Lifecycle
import Messaging
import Store

/// What identity's use cases work with, and the list of them all.
struct Desk: Sendable {
    let store: Store
    let secrets: Secrets
    let policy: Policy
    let passwords: PasswordWorkers
    var clock = WallClock.system

    /// Opens and ends sessions.
    var sessions: OpenSessions { OpenSessions(secrets: secrets, policy: policy) }

    /// Removes what has expired.
    var cleaning: Cleaning { Cleaning(store: store, clock: clock) }

    /// Every use case.
    var handlers: [Handler] { accountHandlers + officerHandlers + counterHandlers }

    private var accountHandlers: [Handler] {
        [
            .command(registerCitizen), .command(confirmRegistration), .command(signIn),
            .command(setFirstPassword), .command(endSession), .query(listSessions),
            .command(requestPasswordReset), .command(resetPassword), .query(readAccount),
            .command(changeDetails), .command(changePassword), .query(resolveSession),
            .query(readContact), .query(revealMailSecrets),
        ]
    }

    var registerCitizen: RegisterCitizenHandler {
        RegisterCitizenHandler(secrets: secrets, policy: policy, clock: clock)
    }
    var confirmRegistration: ConfirmRegistrationHandler {
        ConfirmRegistrationHandler(sessions: sessions)
    }
    var signIn: SignInHandler {
        SignInHandler(store: store, sessions: sessions, passwords: passwords, clock: clock)
    }
    var setFirstPassword: SetFirstPasswordHandler {
        SetFirstPasswordHandler(
            store: store, sessions: sessions, passwords: passwords, clock: clock)
    }
    var endSession: EndSessionHandler { EndSessionHandler(sessions: sessions) }
    var listSessions: ListSessionsHandler {
        ListSessionsHandler(store: store, sessions: sessions, clock: clock)
    }
    var requestPasswordReset: RequestPasswordResetHandler {
        RequestPasswordResetHandler(secrets: secrets, policy: policy)
    }
    var resetPassword: ResetPasswordHandler {
        ResetPasswordHandler(store: store, sessions: sessions, passwords: passwords, clock: clock)
    }
    var readAccount: ReadAccountHandler { ReadAccountHandler(store: store, secrets: secrets) }
    var changeDetails: ChangeDetailsHandler {
        ChangeDetailsHandler(sessions: sessions, clock: clock)
    }
    var changePassword: ChangePasswordHandler {
        ChangePasswordHandler(store: store, sessions: sessions, passwords: passwords, clock: clock)
    }
    var resolveSession: ResolveSessionHandler {
        ResolveSessionHandler(
            store: store, sessions: sessions, secrets: secrets, clock: clock)
    }
    var readContact: ReadContactHandler { ReadContactHandler(store: store, secrets: secrets) }
    var revealMailSecrets: RevealMailSecretsHandler {
        RevealMailSecretsHandler(store: store, secrets: secrets, policy: policy, clock: clock)
    }
}
