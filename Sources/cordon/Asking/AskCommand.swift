import ArgumentParser
import CordonTransport
import CordonTrust
import CordonValues
import Foundation

struct AskCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "ask",
        abstract: "Ask one aggregate question of the hospitals.",
        discussion: """
            cordon ask "SELECT sex, count(*), avg(age) FROM patient GROUP BY sex"

            Shows the released table: which hospitals answered, how many cells are hidden, the threshold, how old the data is. On a \
            terminal, progress is shown while you wait. Ctrl-C cancels the work in the hospitals. With --detach the id is printed and \
            `cordon result ID` fetches the answer later. Under a permit that has all answers combined, a question may have to wait for another one \
            of the study; that is said, with what you can do.

            With --format csv a hidden or missing value is empty and the next column, NAME_state, says why; the last column, row_marks, \
            tells the rows that are no ordinary group: remainder (all groups that are not shown), having-undecided, order-undecided. \
            --format json has everything that the table's footer says.
            """)

    @OptionGroup var question: QuestionText
    @Option(help: "table, csv or json.") var format = ResultFormat.table
    @Option(help: "The study; needed when you have permits for several.") var study: String?
    @Option(help: "Ask only these hospitals, separated by commas; all members otherwise.") var hospitals: String?
    @Option(help: "Seconds that the hospitals have, at most, and that an answer waits for another question.") var wait = 120
    @Flag(help: "Print the question's id and do not wait.") var detach = false
    @OptionGroup(visibility: .hidden) var token: TokenOption

    func validate() throws {
        guard (1...604_800).contains(wait) else { throw ValidationError("--wait is a number of seconds from 1 to 604800.") }
    }

    func run() async throws {
        var asked: String?
        do { asked = try question.read() } catch { try await Outcome.reporting { throw error } }
        let sql = asked ?? ""
        try await Outcome.reporting(question: sql) {
            let profile = Profile()
            try token.refuse(profile)
            let connection = try CoordinatorConnection(profile)
            let status = try await submit(sql, connection, profile)
            if detach { return print(status.id) }
            let waiting = Waiting(connection: connection, id: status.id)
            let final = try await waiting.untilFinal(status)
            if let failure = final.failure { throw failure }
            print(try await ResultFetch(connection: connection, id: final.id).text(format), terminator: "")
        }
    }

    private func submit(_ sql: String, _ connection: CoordinatorConnection, _ profile: Profile) async throws -> QuestionStatus {
        let charter = try await connection.charter()
        let now = Timestamp(Date())
        let question = try Question(
            network: charter.network, coordinator: charter.coordinator.id, study: try await connection.study(named: study), sql: sql,
            roster: try roster(charter), created: now, expires: now.adding(wait))
        let signed = try Signed.sign(question, by: profile.signingKey())
        let reply = try await connection.client.send(
            "POST", "/v1/questions", query: "deadline_seconds=\(wait)", contentType: "application/json", body: signed.bytes)
        return try QuestionStatus(json: reply.body)
    }

    private func roster(_ charter: Charter) throws(Diagnostic) -> [String] {
        let members = charter.members.map(\.id)
        guard let hospitals else { return members }
        let wanted = Set(hospitals.split(separator: ",").map { $0.trimmingCharacters(in: .whitespaces) }).sorted()
        if let stranger = wanted.first(where: { !members.contains($0) }) {
            throw Diagnostic(
                .notOnRoster, "'\(stranger)' is no member of the network.", hint: "The members are \(members.joined(separator: ", ")).")
        }
        return wanted
    }
}
