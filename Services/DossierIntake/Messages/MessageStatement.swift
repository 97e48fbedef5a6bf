import Contracts
import Lifecycle
import Store

/// Every look-up and change of a row of messages; a test holds each against the indices.
enum MessageStatement {
    /// The name of the row that a message's words are sealed for.
    static func sealedRow(_ dossier: DossierID, _ number: Int64) -> String {
        "message \(dossier) \(number)"
    }

    /// How many messages a dossier has; it has some hundreds at most.
    static func count(of dossier: DossierID) -> SQL {
        "SELECT count(*) AS n FROM dossier_messages WHERE dossier = \(dossier)"
    }

    /// A page of a dossier's messages, newest first; notes of the unit only for the unit.
    static func page(
        of dossier: DossierID, withNotes: Bool, before number: Int64?, limit: Int
    ) -> SQL {
        let rest: SQL = number.map { " AND number < \($0)" } ?? ""
        let notes: SQL = withNotes ? "" : " AND is_internal = 0"
        return """
            SELECT * FROM dossier_messages
            WHERE dossier = \(dossier)\(part: notes)\(part: rest)
            ORDER BY number DESC LIMIT \(limit)
            """
    }

    /// Counts one more message that the other side has not read.
    static func countUnread(of dossier: DossierID, from side: MessageSide) -> SQL {
        switch side {
        case .citizen:
            "UPDATE dossiers SET unread_by_unit = unread_by_unit + 1 WHERE id = \(dossier)"
        case .unit:
            "UPDATE dossiers SET unread_by_citizen = unread_by_citizen + 1 WHERE id = \(dossier)"
        }
    }

    /// Marks the messages of one side as read up to a number; what was read stays read.
    static func markRead(
        of dossier: DossierID, from side: MessageSide, upTo number: Int64, at time: Timestamp
    ) -> SQL {
        """
        UPDATE dossier_messages SET read_at = \(time)
        WHERE dossier = \(dossier) AND number <= \(number) AND side = \(side)
            AND is_internal = 0 AND read_at IS NULL
        """
    }

    /// Takes what was just read off the count of what one side has not read.
    static func uncountUnread(of dossier: DossierID, from side: MessageSide, _ read: Int) -> SQL {
        switch side {
        case .citizen:
            """
            UPDATE dossiers SET unread_by_unit = CASE WHEN unread_by_unit > \(read)
                THEN unread_by_unit - \(read) ELSE 0 END
            WHERE id = \(dossier)
            """
        case .unit:
            """
            UPDATE dossiers SET unread_by_citizen = CASE WHEN unread_by_citizen > \(read)
                THEN unread_by_citizen - \(read) ELSE 0 END
            WHERE id = \(dossier)
            """
        }
    }
}
