import Contracts
import Lifecycle
import Store

/// What one citizen's personal papers may take; an upload to come is counted from its ticket on.
enum StorageQuota {
    /// Bytes of all papers of one citizen.
    static let bytes = 200 * 1024 * 1024
    /// Papers of one citizen.
    static let papers = 2_000

    /// Takes room for a paper; refuses when there is none.
    static func reserve(
        _ size: Int, for citizen: CitizenID, in transaction: borrowing Transaction
    ) throws {
        let rows = try transaction.rows(
            """
            UPDATE citizens SET used_bytes = used_bytes + \(size), papers = papers + 1
            WHERE id = \(citizen) AND used_bytes + \(size) <= \(bytes) AND papers < \(papers)
            RETURNING id
            """)
        guard !rows.isEmpty else {
            throw Refusal(
                .conflict, "storage-used-up",
                "Kho giấy tờ của Ông/Bà đã đầy (tối đa 200 MiB và 2.000 tệp). "
                    + "Vui lòng xoá bớt giấy tờ không còn cần rồi tải lại.")
        }
    }

    /// Gives the room of a paper back.
    static func release(
        _ size: Int, of citizen: CitizenID, in transaction: borrowing Transaction
    ) throws {
        try transaction.execute(
            """
            UPDATE citizens SET used_bytes = used_bytes - \(size), papers = papers - 1
            WHERE id = \(citizen)
            """)
    }
}
