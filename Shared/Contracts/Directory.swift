/// The table of contents: every message, and who hears which announcements.
///
/// A service that has no handler for a command or query listed here stops at start, and so does one
/// whose event handlers differ from `subscriptions`.
package enum Directory {
    /// Every command and query, by owner.
    package static let requests: [any Request.Type] = [
        // identity
        RegisterCitizen.self, ConfirmRegistration.self, SignIn.self, SetFirstPassword.self,
        EndSession.self, ListSessions.self, RequestPasswordReset.self, ResetPassword.self,
        ReadAccount.self, ChangeDetails.self, ChangePassword.self, ResolveSession.self,
        ReadContact.self, RevealMailSecrets.self, CreateOfficer.self,
        ListOfficers.self, ReadOfficer.self, ListColleagues.self, InviteOfficer.self,
        ChangeOfficer.self, SetOfficerActivity.self, ResetOfficerCredentials.self,
        OpenEnrolment.self, CompleteEnrolment.self, RecordAbsence.self, CancelAbsence.self,
        FindStandIn.self,
        SearchAccounts.self, OpenAccount.self, VerifyAccount.self, RefuseVerification.self,
        CancelAccount.self, IssueCounterCode.self, ReceiveVisitor.self, ReadVerification.self,
        ListAccountAccesses.self,
        // dossier-intake
        SearchProcedures.self, ReadProcedure.self, ListUnits.self, ImportCatalogue.self,
        SaveDraft.self, ReadDraft.self, ListDrafts.self, DiscardDraft.self,
        SubmitDossier.self, TakeInDossier.self, AmendDossier.self, ReadDossier.self,
        ListDossiers.self,
        TrackDossier.self, MoveDossier.self, AssignDossier.self, SetAppointment.self,
        ReportTransfer.self, ListUnsyncedDossiers.self, ReportSync.self,
        ListQueue.self,
        SendDossierMessage.self, ListDossierMessages.self, MarkMessagesRead.self,
        ReadStatistics.self, ReadWorkload.self, EstimateDueDates.self, ReadCalendar.self,
        ListProcedureVersions.self,
        ReadReceiptPaper.self, ReadReceiptCard.self, ListDossierPapers.self, ReadDossierPaper.self,
        ReadControlSlip.self, PrintRegister.self, ReadReceiptKeys.self, CheckReceipt.self,
        // document-storage
        OpenUpload.self, OpenDownload.self, OpenViewing.self, ListPapers.self, ReadPaper.self,
        RenamePaper.self, RemovePaper.self, DescribeDocuments.self, ClassifyPaper.self,
        CompareDocument.self,
        ListAccesses.self,
        // notification
        ListNotices.self, CountUnreadNotices.self, MarkNoticeRead.self,
        // mailer
        SendMail.self, ListMails.self,
    ]

    /// What every service answers an operator about itself.
    package static let operatorRequests: [any OperatorRequest.Type] = [
        ReadStatus.self, ListDeadLetters.self, ShowDeadLetter.self, RetryDeadLetter.self,
        DiscardDeadLetter.self, VerifyAudit.self,
    ]

    /// Every event, and the services that hear it through their consumer groups.
    package static let subscriptions: [(event: any Event.Type, heardBy: [ServiceName])] = [
        (CitizenRegistered.self, [.notification]),
        (KnownAddressRegistered.self, [.notification]),
        (AccountActivated.self, [.notification]),
        (PasswordResetRequested.self, [.notification]),
        (PasswordChanged.self, [.notification]),
        (SessionsEnded.self, []),  // gateways read it for themselves
        (SessionsChanged.self, []),  // and this
        (AccountVerified.self, [.notification]),
        (VerificationRefused.self, [.notification]),
        (AccountCancelled.self, [.notification]),
        (EnrolmentLinkIssued.self, [.notification]),
        (OfficerChanged.self, [.dossierIntake]),
        (OfficerAbsenceSet.self, [.dossierIntake]),
        (DossierSubmitted.self, [.documentStorage, .notification]),
        (DossierAmended.self, [.documentStorage]),
        (DossierMoved.self, [.notification]),
        (AppointmentChanged.self, [.notification]),
        (DossierMessageSent.self, [.documentStorage, .notification]),
        (DocumentCompared.self, [.dossierIntake, .notification]),
        (MailSettled.self, [.notification]),
    ]

    /// The services with a consumer group on the events of `owner`.
    package static func subscribers(of owner: ServiceName) -> [ServiceName] {
        ServiceName.allCases.filter { service in
            subscriptions.contains { $0.event.owner == owner && $0.heardBy.contains(service) }
        }
    }
}
