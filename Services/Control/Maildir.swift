import Foundation
import Lifecycle

/// The folder where mails lie that no SMTP server takes (`new` and `cur`, one file each).
struct Maildir {
    /// A mail that lies there.
    struct Entry: Sendable {
        /// The file's name.
        var name: String
        /// Where it is.
        var path: String
        /// When it was put there.
        var arrivedAt: Timestamp
    }

    /// The folder.
    let path: String

    /// What lies there, newest first. A missing folder is an empty one: no mail was sent yet.
    func entries() -> [Entry] {
        let files = FileManager.default
        let entries = ["new", "cur"].flatMap { box -> [Entry] in
            let folder = "\(path)/\(box)"
            return ((try? files.contentsOfDirectory(atPath: folder)) ?? []).compactMap { name in
                // A mail that was moved from new to cur meanwhile is met there.
                guard !name.hasPrefix("."),
                    let facts = try? files.attributesOfItem(atPath: "\(folder)/\(name)"),
                    let date = facts[.modificationDate] as? Date
                else { return nil }
                let time = Timestamp(milliseconds: Int64(date.timeIntervalSince1970 * 1000))
                return Entry(name: name, path: "\(folder)/\(name)", arrivedAt: time)
            }
        }
        return entries.sorted { ($0.arrivedAt, $0.name) > ($1.arrivedAt, $1.name) }
    }

    /// The mail in the entry's file.
    func read(_ entry: Entry) throws -> MailMessage {
        MailMessage(Array(try Foundation.Data(contentsOf: URL(fileURLWithPath: entry.path))))
    }
}
