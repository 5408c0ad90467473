import ArgumentParser
import CordonTransport
import CordonValues
import Foundation

struct ResultCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "result",
        abstract: "Fetch an answer again, for example after the laptop was closed.",
        discussion: """
            Waits when the question is still running. ID may be shortened as long as it is unique among your questions. Where the coordinator \
            takes access tokens and your permit names you at a provider, --token-file reads without your key.
            """)

    @Argument(help: "The question's id, as `cordon list` shows it.") var id: String
    @Option(help: "table, csv or json, as `cordon ask` has them.") var format = ResultFormat.table
    @OptionGroup var token: TokenOption

    func run() async throws {
        try await Outcome.reporting {
            let connection = try CoordinatorConnection(Profile(), token: token.token())
            let status = try await OwnQuestions(connection: connection).one(id)
            let final = try await Waiting(connection: connection, id: status.id).untilFinal(status)
            if let failure = final.failure { throw failure }
            print(try await ResultFetch(connection: connection, id: final.id).text(format), terminator: "")
        }
    }
}

struct CancelCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "cancel", abstract: "Cancel a running question; the hospitals stop working on it.")

    @Argument(help: "The question's id, as `cordon list` shows it.") var id: String

    func run() async throws {
        try await Outcome.reporting {
            let connection = try CoordinatorConnection(Profile())
            let status = try await OwnQuestions(connection: connection).one(id)
            _ = try await connection.client.send("POST", "/v1/questions/\(status.id)/cancel")
            print("cancelled \(status.id)")
        }
    }
}

struct ListCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(commandName: "list", abstract: "List your questions, newest first.")

    @Option(help: "How many.") var limit = 20
    @OptionGroup var token: TokenOption

    func run() async throws {
        try await Outcome.reporting {
            let connection = try CoordinatorConnection(Profile(), token: token.token())
            for status in try await OwnQuestions(connection: connection).all().prefix(max(0, limit)) {
                let sql = status.sql.split(whereSeparator: \.isWhitespace).joined(separator: " ")
                print("\(status.id.prefix(12))  \(status.created)  \(status.standing)  \(sql.prefix(80))".onOneLine)
            }
        }
    }
}

/// The caller's questions at the coordinator.
struct OwnQuestions {
    let connection: CoordinatorConnection

    private struct List: Decodable { let questions: [QuestionStatus] }

    func all() async throws(Diagnostic) -> [QuestionStatus] {
        let reply = try await connection.client.send("GET", "/v1/questions")
        do {
            return try JSONDecoder().decode(List.self, from: reply.body).questions
        } catch {
            throw Diagnostic(.documentInvalid, "The coordinator's list of questions cannot be read.")
        }
    }

    func one(_ id: String) async throws(Diagnostic) -> QuestionStatus {
        let matches = try await all().filter { $0.id.hasPrefix(id.lowercased()) }
        guard let found = matches.first, matches.count == 1 else {
            throw Diagnostic(
                .notFound, matches.isEmpty ? "You have no question '\(id)'." : "Several of your questions start with '\(id)'.",
                hint: "`cordon list` shows them.")
        }
        return found
    }
}
