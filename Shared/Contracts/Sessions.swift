package import Lifecycle

// What identity owns of signing in and of sessions.

/// Signs in a citizen or an officer.
package struct SignIn: Command {
    package static let name = "identity.sign-in"
    /// The sign-in name: the citizen's address or the officer's login.
    package var email: String
    /// The password, or once the mailed one-time password.
    package var password: String
    /// The six digits of the second factor; officers and administrators need them.
    package var oneTimeCode: String?
    /// What the browser or program calls itself, shown in the list of sessions.
    package var device: String?

    /// A sign-in.
    package init(email: String, password: String, oneTimeCode: String? = nil, device: String? = nil)
    {
        self.email = email
        self.password = password
        self.oneTimeCode = oneTimeCode
        self.device = device
    }
    package typealias Reply = OpenedSession
}

/// A session that was just opened; its token is shown to its owner once.
package struct OpenedSession: Codable, Sendable, Equatable {
    /// The session's id, for the list of sessions.
    package var id: String
    /// The bearer token, or the value of the cookie; never stored.
    package var token: String?
    /// What the session may do: `activating` may only set a password.
    package var role: Caller.Role
    /// When it ends at the latest.
    package var expiresAt: Timestamp

    /// An opened session.
    package init(id: String, token: String?, role: Caller.Role, expiresAt: Timestamp) {
        self.id = id
        self.token = token
        self.role = role
        self.expiresAt = expiresAt
    }
}

/// Sets the citizen's own first password, in a session opened with the mailed one.
package struct SetFirstPassword: Command {
    package static let name = "identity.set-first-password"
    /// The password the citizen chose.
    package var password: String

    /// A first password.
    package init(password: String) { self.password = password }
    package typealias Reply = OpenedSession
}

/// Ends the caller's session `id`, or the one it came with when nil, or all others.
package struct EndSession: Command {
    package static let name = "identity.end-session"
    /// The session to end; `current` for the one the request came with, `others` for all but it.
    package var id: String

    /// An end of a session.
    package init(id: String) { self.id = id }
    package typealias Reply = Done
}

/// Lists the caller's open sessions.
package struct ListSessions: Query {
    package static let name = "identity.list-sessions"
    /// All of them.
    package init() {}
    /// The sessions, newest first.
    package struct Reply: Codable, Sendable {
        /// The sessions, newest first.
        package var items: [Session]
        /// The list.
        package init(items: [Session]) { self.items = items }
    }
    /// One open session.
    package struct Session: Codable, Sendable {
        /// Its id.
        package var id: String
        /// What the browser called itself.
        package var device: String?
        /// When it was opened.
        package var openedAt: Timestamp
        /// When it was last used, to the minute.
        package var lastUsedAt: Timestamp
        /// Whether it is the one that asks.
        package var isCurrent: Bool
        /// One session.
        package init(
            id: String, device: String?, openedAt: Timestamp, lastUsedAt: Timestamp, isCurrent: Bool
        ) {
            self.id = id
            self.device = device
            self.openedAt = openedAt
            self.lastUsedAt = lastUsedAt
            self.isCurrent = isCurrent
        }
    }
}
