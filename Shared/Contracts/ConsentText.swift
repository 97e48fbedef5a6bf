/// What a citizen agrees to when registering: shown on the page, named by its version in
/// `RegisterCitizen.consent`, and kept by identity as proof (Law 91/2025/QH15, article 9).
package struct ConsentText: Sendable {
    /// The version's name; a released text never changes.
    package let version: String
    /// The words the citizen saw.
    package let text: String

    /// Every text that was ever shown, newest last.
    package static let all = [
        ConsentText(
            version: "2026-01",
            text: """
                Tôi đồng ý để Ủy ban nhân dân thành phố Đà Nẵng xử lý dữ liệu cá nhân tôi khai tại \
                đây (họ tên, ngày sinh, giới tính, số định danh, số điện thoại, thư điện tử, địa \
                chỉ, dân tộc nếu có) và các giấy tờ tôi nộp, nhằm mở tài khoản, tiếp nhận và giải \
                quyết thủ tục hành chính, và thông báo kết quả cho tôi. Tôi biết rằng dữ liệu chỉ \
                được cung cấp cho cơ quan có thẩm quyền giải quyết hồ sơ; tôi có quyền xem, sửa, \
                nhận bản sao, rút lại sự đồng ý và yêu cầu xoá dữ liệu theo quy định của pháp luật.
                """)
    ]

    /// The text to show now.
    package static var current: ConsentText { all[all.count - 1] }
}
