import Contracts

/// What identity says no with, in one place, so that two cases that must look the same do.
extension Refusal {
    /// Address or password is wrong, the account unknown or not confirmed: all look the same.
    static let wrongCredentials = Refusal(
        .unauthenticated, "wrong-credentials",
        """
        Địa chỉ thư hoặc mật khẩu chưa đúng. Nếu vừa đăng ký, Ông/Bà vui lòng mở liên kết xác nhận \
        trong thư trước khi đăng nhập.
        """)
    /// An officer's password is right, the second factor is missing.
    static let oneTimeCodeNeeded = Refusal(
        .unauthenticated, "one-time-code-needed",
        "Vui lòng nhập mã xác thực gồm 6 chữ số trong ứng dụng xác thực của Ông/Bà.")
    /// The second factor is wrong or was used before.
    static let wrongOneTimeCode = Refusal(
        .unauthenticated, "wrong-one-time-code",
        "Mã xác thực chưa đúng hoặc đã được dùng. Vui lòng chờ mã mới rồi nhập lại.")
    /// After too many failures in a row only a new password helps.
    static let resetNeeded = Refusal(
        .forbidden, "reset-needed",
        """
        Đã có quá nhiều lần nhập sai mật khẩu. Để bảo vệ tài khoản, Ông/Bà vui lòng đặt lại mật \
        khẩu tại trang Quên mật khẩu.
        """)

    /// Too many failed sign-ins.
    static func tooManySignIns(seconds: Int) -> Refusal {
        Refusal(
            .tooMany, "too-many-sign-ins",
            "Đã có quá nhiều lần đăng nhập không thành công. Vui lòng thử lại sau.",
            retryAfterSeconds: seconds)
    }

    /// Too many registrations or reset requests from one network address.
    static func tooManyRequests(seconds: Int) -> Refusal {
        Refusal(
            .tooMany, "too-many-requests",
            "Đã có quá nhiều yêu cầu từ địa chỉ mạng này. Vui lòng thử lại sau.",
            retryAfterSeconds: seconds)
    }

    /// A mailed link is wrong, used, superseded or too old: all look the same.
    static let linkGone = Refusal(
        .gone, "link-not-usable",
        """
        Liên kết này không còn dùng được: có thể liên kết đã được dùng, đã hết hạn, hoặc đã có liên \
        kết mới hơn trong thư gửi sau. Ông/Bà vui lòng yêu cầu một liên kết mới.
        """)
    /// A confirmation link is opened again; only who has the mail learns it.
    static let alreadyConfirmed = Refusal(
        .gone, "already-confirmed",
        """
        Địa chỉ thư này đã được xác nhận, Ông/Bà không cần xác nhận lại. Mời Ông/Bà đăng nhập; nếu \
        không còn mật khẩu, vui lòng dùng trang Quên mật khẩu.
        """)
    /// The first password was set already.
    static let alreadyActivated = Refusal(
        .conflict, "already-activated",
        "Tài khoản đã có mật khẩu. Mời Ông/Bà đăng nhập bằng mật khẩu đã đặt.")
    /// An administrator would close the own account or give the own administration away.
    static let ownAccount = Refusal(
        .conflict, "own-account",
        """
        Ông/Bà không thể tự khoá tài khoản hoặc tự bỏ quyền quản trị của mình. Việc này cần một quản \
        trị viên khác thực hiện.
        """)
    /// An officer's account is closed, so that no link can be sent for it.
    static let officerInactive = Refusal(
        .conflict, "officer-inactive",
        "Tài khoản cán bộ này đang bị khoá. Vui lòng mở lại tài khoản trước.")
    /// The enrolment link is wrong, used, superseded or too old: all look the same.
    static let enrolmentGone = Refusal(
        .gone, "link-not-usable",
        """
        Liên kết kích hoạt này không còn dùng được: có thể đã được dùng, đã hết hạn, hoặc đã có liên \
        kết mới hơn trong thư gửi sau. Vui lòng đề nghị quản trị viên gửi lại liên kết.
        """)
    /// An account that is not confirmed by its owner cannot be verified.
    static let notConfirmedYet = Refusal(
        .conflict, "account-not-confirmed",
        """
        Công dân chưa xác nhận địa chỉ thư điện tử của tài khoản này, nên chưa thể xác thực. Đề nghị \
        công dân mở liên kết trong thư xác nhận trước.
        """)
    /// The account is verified already.
    static let alreadyVerified = Refusal(
        .conflict, "account-already-verified", "Tài khoản này đã được xác thực.")
    /// The account is cancelled.
    static let accountIsCancelled = Refusal(
        .conflict, "account-cancelled", "Tài khoản này đã bị huỷ.")
    /// A counter code is wrong, used, replaced or too old: all look the same.
    static let counterCodeGone = Refusal(
        .gone, "counter-code-not-usable",
        """
        Mã tại quầy không đúng, đã được dùng hoặc đã hết hạn. Đề nghị công dân bấm tạo mã mới trên \
        trang cá nhân.
        """)

    /// An officer has looked for too many accounts.
    static func tooManyLookUps(seconds: Int) -> Refusal {
        Refusal(
            .tooMany, "too-many-look-ups",
            "Ông/Bà đã tra cứu quá nhiều tài khoản trong một giờ. Vui lòng thử lại sau.",
            retryAfterSeconds: seconds)
    }

    /// An officer's address belongs to an account already (told to operators only).
    static let addressInUse = Refusal(
        .conflict, "address-in-use", "Địa chỉ thư này đã thuộc về một tài khoản khác.")
}
