import Foundation
import Glibc
import TestSupport

/// One citizen's whole story: registers, confirms the mailed link, sets a password, then draft,
/// files, submission, look-up and amendment of each dossier. What is answered goes to the ledger.
struct Journey {
    let person: Person
    let letters: Letters
    let ledger: Ledger
    var browser: Browser
    var numbers: SeededNumbers

    private static let procedure = "1.004873"

    /// The story of the citizen with that number.
    init(_ number: Int, _ load: Load, seed numbers: SeededNumbers) {
        self.numbers = numbers
        let person = Person(number, &self.numbers)
        (self.person, letters, ledger) = (person, load.letters, load.ledger)
        browser = Browser(
            deployment: load.deployment, ledger: load.ledger,
            networkAddress: person.networkAddress)
        ledger.note {
            $0.people.append(person)
            $0.personalWords.formUnion(person.personalWords)
            $0.credentials.insert(String(person.password.suffix(12)))
        }
    }

    /// All of it, with so many dossiers. Blocks its thread.
    mutating func run(dossiers: Int) throws {
        try activate()
        step()
        for number in 0..<dossiers { try file(isAmended: number % 3 == 1) }
        // Everything that is to be seen can be looked at.
        for list in ["dossiers", "notices", "documents", "me", "sessions"] {
            _ = try browser.ask("GET", list, expecting: 200)
        }
    }

    private func step() {
        ledger.note { $0.steps += 1 }
        while ledger.progress.done > ledger.progress.allowed { usleep(10_000) }
    }

    // MARK: - The account

    private mutating func activate() throws {
        let facts = try browser.ask("GET", "portal", expecting: 200).json
        let details = person.registration(
            consent: facts["consentVersion"] as? String ?? "", unit: try unit())
        _ = try browser.ask(
            "POST", "registrations", json: details, key: numbers.letters(16), expecting: 202)
        step()
        let mail = try mail(with: "/xac-nhan#")
        let link = try secret(after: "/xac-nhan#", in: mail)
        // Gone is what was confirmed by a request whose answer was lost.
        _ = try browser.ask(
            "POST", "registrations/confirmations", json: #"{"token":"\#(link)"}"#,
            expecting: 200, 410)
        let words = mail.split(whereSeparator: \.isWhitespace)
        let oneTime = words.first { word in
            word.count == 20 && word.allSatisfy { $0.isASCII && ($0.isNumber || $0.isUppercase) }
        }
        guard let oneTime else { throw Deployment.Failure("no password in the mail") }
        ledger.note { $0.credentials.insert(String(oneTime)) }
        let first = try signIn(with: String(oneTime), expecting: 201, 401)
        // Works once: whoever lost the answer to it asks for another link.
        guard first.status == 201 else { return try reset() }
        let set = try browser.ask(
            "POST", "activations", json: #"{"password":"\#(person.password)"}"#,
            expecting: 201, 401, 409)
        guard set.status == 201 else {
            _ = try signIn(with: person.password, expecting: 201)
            return
        }
        take(set)
    }

    /// Sets the password by a mailed link of its own.
    private mutating func reset() throws {
        ledger.note { $0.resets.insert(person.email) }
        _ = try browser.ask(
            "POST", "password-resets", json: #"{"email":"\#(person.email)"}"#,
            key: numbers.letters(16), expecting: 202)
        let link = try secret(after: "/dat-lai-mat-khau#", in: try mail(with: "/dat-lai-mat-khau#"))
        _ = try browser.ask(
            "POST", "password-resets/completions",
            json: #"{"token":"\#(link)","password":"\#(person.password)"}"#,
            key: numbers.letters(16), expecting: 204)
        _ = try signIn(with: person.password, expecting: 201)
    }

    @discardableResult
    private mutating func signIn(
        with password: String, expecting first: Int, _ others: Int...
    ) throws -> HTTPClient.Answer {
        browser.token = nil
        let answer = try browser.ask(
            "POST", "sessions", json: #"{"email":"\#(person.email)","password":"\#(password)"}"#)
        guard ([first] + others).contains(answer.status) else {
            throw Deployment.Failure("sign-in of \(person.email): \(answer.text)")
        }
        take(answer)
        return answer
    }

    private mutating func take(_ answer: HTTPClient.Answer) {
        guard let token = answer.json["token"] as? String else { return }
        browser.token = token
        ledger.note { $0.credentials.insert(token) }
    }

    private func mail(with pattern: String) throws -> String {
        let end = ContinuousClock.now + Browser.patience
        while ContinuousClock.now < end {
            if let mail = try letters.newest(to: person.email, with: pattern) { return mail }
            usleep(100_000)
        }
        throw Deployment.Failure("no mail with \(pattern) for \(person.email)")
    }

    private func secret(after sign: String, in mail: String) throws -> String {
        let rest = mail.components(separatedBy: sign).dropFirst().first ?? ""
        let word = String(rest.prefix { !$0.isWhitespace })
        guard word.count > 20 else { throw Deployment.Failure("no link in the mail") }
        ledger.note { $0.credentials.insert(word) }
        return word
    }

    private func unit() throws -> String {
        let units = try browser.ask("GET", "units?kind=ward", expecting: 200).json["items"]
        let wards = (units as? [[String: Any]] ?? []).prefix(3).compactMap {
            $0["code"] as? String
        }
        guard !wards.isEmpty else { throw Deployment.Failure("no wards") }
        return wards[Int(person.phone.suffix(4))! % wards.count]
    }

    // MARK: - A dossier

    private mutating func file(isAmended: Bool) throws {
        let answers = try answers()
        let draft = try json(["caseKey": "again", "answers": answers, "components": []])
        // Changed meanwhile is what was saved by a request whose answer was lost.
        _ = try browser.ask(
            "PUT", "drafts/\(Self.procedure)", json: draft, expecting: 200, 412)
        step()
        var papers = [try upload(), try upload()]
        let content = Content(answers: answers, papers: papers.map(\.document))
        let body = try json(
            content.members.merging([
                "procedure": Self.procedure, "unit": try unit(),
            ]) { $1 })
        let receipt = try browser.ask(
            "POST", "dossiers", json: body, key: numbers.letters(16), expecting: 201
        ).json
        guard let code = receipt["code"] as? String, let digits = receipt["secretDigits"] else {
            throw Deployment.Failure("no receipt: \(receipt)")
        }
        step()
        let version = try look(at: code, is: content)
        if isAmended {
            papers[1] = try upload()
            try amend(
                code, to: Content(answers: try self.answers(), papers: papers.map(\.document)))
        }
        _ = try browser.ask("GET", "tracking/\(code)?digits=\(digits)", expecting: 200)
        let filed = Ledger.Filed(
            email: person.email, code: code, papers: papers, version: version + (isAmended ? 1 : 0))
        ledger.note { $0.dossiers.append(filed) }
    }

    private struct Content {
        let answers: [String: Any]
        let papers: [String]

        var members: [String: Any] {
            [
                "caseKey": "again", "answers": answers,
                "components": [
                    ["key": "oldCertificate", "documents": [papers[0]]],
                    ["key": "declarationForm", "documents": [papers[1]]],
                ],
            ]
        }
    }

    private func amend(_ code: String, to content: Content) throws {
        let etag = try browser.ask("GET", "dossiers/\(code)", expecting: 200).headers["etag"] ?? ""
        _ = try browser.ask(
            "PUT", "dossiers/\(code)", json: try json(content.members),
            headers: [("If-Match", etag)], expecting: 200, 412)
        guard try look(at: code, is: content) == 2 else {
            throw Deployment.Failure("\(code) was not amended")
        }
    }

    /// What the portal shows must be what was sent; answers the version.
    private func look(at code: String, is content: Content) throws -> Int {
        let shown = try browser.ask("GET", "dossiers/\(code)", expecting: 200).json
        let papers = (shown["components"] as? [[String: Any]] ?? [])
            .flatMap { $0["documents"] as? [[String: Any]] ?? [] }.compactMap {
                $0["id"] as? String
            }
        let answers = shown["answers"] as? NSDictionary
        guard answers?.isEqual(to: content.answers) == true, Set(papers) == Set(content.papers),
            let version = shown["version"] as? Int
        else { throw Deployment.Failure("\(code) shows other answers or papers: \(shown)") }
        return version
    }

    private mutating func answers() throws -> [String: Any] {
        let procedure = try browser.ask("GET", "procedures/\(Self.procedure)", expecting: 200).json
        var answers: [String: Any] = [:]
        for field in procedure["form"] as? [[String: Any]] ?? []
        where field["isRequired"] as? Bool == true {
            answers[field["key"] as! String] = Citizen.answer(to: field)
        }
        let words = numbers.letters(12)
        answers["maritalStatus"] = "Chưa đăng ký kết hôn với ai, \(words)"
        answers["subjectIdNumber"] = person.identityNumber
        ledger.note { $0.personalWords.insert(words) }
        return answers
    }

    /// Stores a file; one whose bytes did not arrive is begun anew.
    private mutating func upload() throws -> Ledger.Paper {
        let size = [300, 5_000, 70_000, 150_000].randomElement(using: &numbers)!
        let bytes = Array("%PDF-1.4\n".utf8) + numbers.bytes(size) + Array("\n%%EOF\n".utf8)
        let ticket =
            #"{"fileName":"giay-to.pdf","mediaType":"application/pdf","size":\#(bytes.count)}"#
        for _ in 0..<50 {
            let opened = try browser.ask(
                "POST", "documents", json: ticket, key: numbers.letters(16), expecting: 201
            ).json
            guard let document = opened["id"] as? String,
                let url = (opened["url"] as? String).flatMap(URL.init(string:))
            else { throw Deployment.Failure("no ticket: \(opened)") }
            ledger.note { $0.credentials.insert(url.lastPathComponent) }
            if try browser.put(bytes, to: url).status == 201 {
                step()
                return Ledger.Paper(document: document, bytes: bytes)
            }
            // The answer may have been lost, not the file.
            let paper = try browser.ask("GET", "documents/\(document)").json
            if paper["state"] as? String == "stored" {
                step()
                return Ledger.Paper(document: document, bytes: bytes)
            }
        }
        throw Deployment.Failure("a file was not stored in 50 attempts")
    }

    private func json(_ members: [String: Any]) throws -> String {
        String(
            decoding: try JSONSerialization.data(withJSONObject: members, options: .sortedKeys),
            as: UTF8.self)
    }
}
