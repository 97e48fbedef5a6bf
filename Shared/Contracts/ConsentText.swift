/// What a citizen agrees to when registering: shown on the page, named by its version in
/// `RegisterCitizen.consent`, and kept by identity as proof (Law 91/2025/QH15, article 9).
package struct ConsentText: Sendable {
    /// The version's name; a released text never changes.
    package let version: String
    /// The words the citizen saw on `/dang-ky`, paragraphs separated by empty lines.
    package let text: String

    /// Every text that was ever shown, newest last.
    package static let all = [
        ConsentText(
            version: "2026-01",
            text: """
                Uỷ ban nhân dân thành phố Đà Nẵng xử lý dữ liệu cá nhân Ông/Bà cung cấp (họ \
                tên, ngày sinh, giới tính, số định danh, dân tộc, số điện thoại, thư điện tử, \
                địa chỉ, hồ sơ và giấy tờ Ông/Bà nộp) chỉ để lập và bảo vệ tài khoản, giải \
                quyết thủ tục hành chính mà Ông/Bà yêu cầu, thông báo kết quả và lưu trữ theo \
                quy định.

                Dữ liệu được chuyển đến cơ quan giải quyết hồ sơ của Ông/Bà và được lưu trong \
                thời hạn pháp luật quy định. Mỗi lần cán bộ mở giấy tờ của Ông/Bà đều được ghi \
                lại.

                Ông/Bà có quyền được biết, xem, chỉnh sửa, nhận bản sao, rút lại sự đồng ý và \
                yêu cầu xoá dữ liệu theo Luật Bảo vệ dữ liệu cá nhân (Luật số 91/2025/QH15). \
                Rút lại sự đồng ý không ảnh hưởng đến việc xử lý đã thực hiện trước đó; hồ sơ \
                đã nộp được lưu theo pháp luật về lưu trữ.
                """)
    ]

    /// The text to show now.
    package static var current: ConsentText { all[all.count - 1] }
}
