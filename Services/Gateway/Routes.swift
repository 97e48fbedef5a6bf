import Contracts

/// The table of the whole API: the path's parameters, the query and the body are the members of the
/// message, and the OpenAPI document is read off this table.
enum Routes {
    /// Every route.
    static let all: [Route] = [
        // identity
        .post("registrations", RegisterCitizen.self, 202, "Register a citizen", for: .anyone),
        .post(
            "registrations/confirmations", ConfirmRegistration.self, 200,
            "Confirm the mailed link of a registration", for: .anyone),
        .post("activations", SetFirstPassword.self, 201, "Set the first password of one's own"),
        .post("sessions", SignIn.self, 201, "Sign in", for: .anyone),
        .get("sessions", ListSessions.self, "List my open sessions"),
        .delete("sessions/{id}", EndSession.self, "End a session: an id, `current` or `others`"),
        .post(
            "password-resets", RequestPasswordReset.self, 202, "Ask for a reset mail", for: .anyone),
        .post(
            "password-resets/completions", ResetPassword.self, 204,
            "Set a new password with the mailed link", for: .anyone),
        .get("me", ReadAccount.self, "Read my account"),
        .put("me/details", ChangeDetails.self, 200, "Change my personal details"),
        .put("me/password", ChangePassword.self, 204, "Change my password"),
        .get("me/verification", ReadVerification.self, "Read how far my verification is"),
        .get("me/accesses", ListAccountAccesses.self, "List who at a counter saw my account"),

        // identity: the counter
        .post("counter-codes", IssueCounterCode.self, 201, "Make a code to show at the counter"),
        .post(
            "counter-visits", ReceiveVisitor.self, 201, "Open the account of a visitor's code"),
        .post("account-searches", SearchAccounts.self, 201, "Search citizens' accounts"),
        .post("accounts/{id}/openings", OpenAccount.self, 201, "Open a citizen's account"),
        .put("accounts/{id}/verification", VerifyAccount.self, 200, "Verify an account"),
        .put("accounts/{id}/refusal", RefuseVerification.self, 200, "Refuse a verification"),
        .put("accounts/{id}/cancellation", CancelAccount.self, 200, "Cancel an account"),

        // identity: officers
        .get("colleagues", ListColleagues.self, "List the officers of my unit"),
        .get("officers", ListOfficers.self, "List officers"),
        .post("officers", InviteOfficer.self, 201, "Make an officer's account", location: "id"),
        .get("officers/{id}", ReadOfficer.self, "Read an officer"),
        .put("officers/{id}", ChangeOfficer.self, 200, "Change an officer's unit and duties"),
        .put("officers/{id}/activity", SetOfficerActivity.self, 200, "Close or open an account"),
        .post(
            "officers/{id}/enrolments", ResetOfficerCredentials.self, 202,
            "Take an officer's credentials away and mail an enrolment link"),
        .post(
            "officers/{officer}/absences", RecordAbsence.self, 201,
            "Record an officer's absence and deputy"),
        .delete(
            "officers/{officer}/absences/{id}", CancelAbsence.self, "Take an absence back"),
        .post(
            "officer-enrolments", OpenEnrolment.self, 200, "Show what an enrolment link brings",
            for: .anyone),
        .post(
            "officer-enrolments/completions", CompleteEnrolment.self, 204,
            "Set an officer's own password and second factor", for: .anyone),

        // dossier-intake
        .get("procedures", SearchProcedures.self, "Search the public services", for: .catalogue),
        .get("procedures/{code}", ReadProcedure.self, "Read a public service", for: .catalogue),
        .get(
            "procedures/{code}/due-dates", EstimateDueDates.self,
            "Tell until when a dossier submitted now would be finished", for: .catalogue),
        .get(
            "procedures/{code}/versions", ListProcedureVersions.self,
            "List the versions of a public service", for: .catalogue),
        .get("calendar", ReadCalendar.self, "Read the working calendar", for: .catalogue),
        .get("units", ListUnits.self, "List the administrative units of today", for: .catalogue),
        .get("drafts", ListDrafts.self, "List my drafts"),
        .get("drafts/{procedure}", ReadDraft.self, "Read my draft for a procedure"),
        .put("drafts/{procedure}", SaveDraft.self, 200, "Save my draft for a procedure"),
        .delete("drafts/{procedure}", DiscardDraft.self, "Throw my draft for a procedure away"),
        .post("dossiers", SubmitDossier.self, 201, "Submit a dossier", location: "code"),
        .post(
            "counter-dossiers", TakeInDossier.self, 201,
            "Take in a dossier that was brought to the counter"),
        .get("dossiers", ListDossiers.self, "List my dossiers"),
        .get("dossiers/{code}", ReadDossier.self, "Read one of my dossiers"),
        .get("dossiers/{code}/receipt", ReadReceiptPaper.self, "Print the receipt of a dossier"),
        .get(
            "dossiers/{code}/receipt-card", ReadReceiptCard.self,
            "Read what I hold in hand of a dossier"),
        .get("dossiers/{code}/papers", ListDossierPapers.self, "List the papers of a dossier"),
        .get(
            "dossiers/{code}/papers/{number}", ReadDossierPaper.self, "Print a paper of a dossier"),
        .get(
            "dossiers/{code}/control-slip", ReadControlSlip.self,
            "Print who of my unit had a dossier and when"),
        .put("dossiers/{code}", AmendDossier.self, 200, "Amend a dossier not received yet"),
        .post("dossiers/{code}/moves", MoveDossier.self, 200, "Make a move of a dossier"),
        .put("dossiers/{code}/assignee", AssignDossier.self, 200, "Take on or assign a dossier"),
        .put(
            "dossiers/{code}/transfer", ReportTransfer.self, 200,
            "Report that a dossier's fee was paid by transfer"),
        .put(
            "dossiers/{code}/appointment", SetAppointment.self, 200,
            "Make, move or call off the appointment to bring originals"),
        .post(
            "dossiers/{code}/messages", SendDossierMessage.self, 201,
            "Write to the other side of a dossier, or a note of the unit"),
        .get("dossiers/{code}/messages", ListDossierMessages.self, "List a dossier's messages"),
        .post(
            "dossiers/{code}/messages/read", MarkMessagesRead.self, 204,
            "Mark the other side's messages as read"),
        .get("queue", ListQueue.self, "List the dossiers of my unit that wait for work"),
        .get("queue/workload", ReadWorkload.self, "Count what waits in my unit"),
        .get("register", PrintRegister.self, "Print the register of my unit"),
        .get(
            "statistics", ReadStatistics.self, "Read how the units keep their time",
            for: .catalogue),
        .get(
            "receipt-keys", ReadReceiptKeys.self, "Read the keys that receipts are signed with",
            for: .catalogue),
        .post(
            "receipt-checks", CheckReceipt.self, 200, "Check a signed receipt", for: .anyone),
        .get("tracking/{code}", TrackDossier.self, "Follow a dossier by its code", for: .anyone),

        // document-storage
        .post("documents", OpenUpload.self, 201, "Open the upload of a paper", location: "id"),
        .get("documents", ListPapers.self, "List my personal papers"),
        .get("documents/{id}", ReadPaper.self, "Read the facts of one of my papers"),
        .patch("documents/{id}", RenamePaper.self, "Rename one of my papers"),
        .delete("documents/{id}", RemovePaper.self, "Take one of my papers away"),
        .post("documents/{id}/downloads", OpenDownload.self, 201, "Open a download of a paper"),
        .post("documents/{id}/viewings", OpenViewing.self, 201, "Open a paper's pages as pictures"),
        .put(
            "documents/{id}/classification", ClassifyPaper.self, 200,
            "Say which paper it is and how long it is valid"),
        .post(
            "documents/{id}/comparisons", CompareDocument.self, 201,
            "Compare a paper with its original"),
        .get("accesses", ListAccesses.self, "List who has opened my papers"),

        // notification
        .get("notices", ListNotices.self, "List my notices"),
        .get("notices/unread", CountUnreadNotices.self, "Count my notices that wait to be read"),
        .post("notices/{id}/read", MarkNoticeRead.self, 204, "Mark a notice as read"),

        // mailer
        .get("mails", ListMails.self, "List the mails and how far they are"),

        // the gateway itself
        Route(.get, "/api/v1/portal", .portalFacts, .catalogue, 200, "Read the portal's facts"),
        Route(.get, "/api/openapi.json", .openAPI, .catalogue, 200, "Read this description"),
    ]
}
