import Messaging

extension Desk {
    /// The use cases about officers.
    var officerHandlers: [Handler] {
        [
            .command(createOfficer), .command(inviteOfficer), .query(listOfficers),
            .query(readOfficer), .query(listColleagues), .command(changeOfficer),
            .command(setOfficerActivity), .command(resetOfficerCredentials),
            .query(openEnrolment), .command(completeEnrolment), .command(recordAbsence),
            .command(cancelAbsence), .query(findStandIn),
        ]
    }

    var createOfficer: CreateOfficerHandler {
        CreateOfficerHandler(secrets: secrets, passwords: passwords, clock: clock)
    }
    var inviteOfficer: InviteOfficerHandler {
        InviteOfficerHandler(links: LinkOffice(secrets: secrets, policy: policy))
    }
    var listOfficers: ListOfficersHandler { ListOfficersHandler(store: store, clock: clock) }
    var readOfficer: ReadOfficerHandler { ReadOfficerHandler(store: store, clock: clock) }
    var listColleagues: ListColleaguesHandler { ListColleaguesHandler(store: store, clock: clock) }
    var changeOfficer: ChangeOfficerHandler { ChangeOfficerHandler(sessions: sessions) }
    var setOfficerActivity: SetOfficerActivityHandler {
        SetOfficerActivityHandler(sessions: sessions)
    }
    var resetOfficerCredentials: ResetOfficerCredentialsHandler {
        ResetOfficerCredentialsHandler(sessions: sessions)
    }
    var openEnrolment: OpenEnrolmentHandler {
        OpenEnrolmentHandler(store: store, secrets: secrets, clock: clock)
    }
    var completeEnrolment: CompleteEnrolmentHandler {
        CompleteEnrolmentHandler(
            store: store, sessions: sessions, passwords: passwords, clock: clock)
    }
    var recordAbsence: RecordAbsenceHandler { RecordAbsenceHandler() }
    var cancelAbsence: CancelAbsenceHandler { CancelAbsenceHandler() }
    var findStandIn: FindStandInHandler { FindStandInHandler(store: store) }
}
