import ArgumentParser
import CordonAudit
import CordonNode
import CordonTrust
import CordonValues
import Foundation

struct AuditCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "audit",
        abstract: "The audit log: what this node was asked, decided, answered, and what people did to it.",
        discussion: """
            Every record is chained to the one before it and stands under a head that this node signs; the coordinator holds those heads, \
            and this node the coordinator's. All of this works while the agent runs.
            """,
        subcommands: [Verify.self, Show.self, Export.self, Forget.self])

    struct Verify: AsyncParsableCommand {
        static let configuration = CommandConfiguration(
            abstract: "Look for records that were changed, removed, put in or moved.",
            discussion: """
                Without --heads it finds what was done without this node's key. What its owner has written anew and signed again is found \
                through the heads that the other side holds: name a file that 'cordon-coordinator audit export' wrote.

                EXIT CODES
                  0  whole
                  1  whole as far as can be told, and something cannot
                  2  changed; the first bad record is named. Or it cannot be read
                """)

        @OptionGroup var state: StateOption

        @Option(help: ArgumentHelp("An exported log of the other side; may be repeated.", valueName: "file"))
        var heads: [String] = []

        @Option(help: "text or json.")
        var format: OutputFormat = .text

        func run() async throws {
            try await concluding { () throws(Diagnostic) in
                var held: [HeldHead] = []
                for file in heads { held += try AuditVerification.heads(in: .file(file)) }
                let key = try SigningKey.read(file: state.folder.signingKey).verifyingKey
                let report = try AuditVerification(.folder(state.folder.audit), key: key, heads: held).run()
                switch format {
                case .text: report.lines.forEach { print($0) }
                case .json: print(String(decoding: report.json.formatted, as: UTF8.self))
                }
                return report.exitCode
            }
        }
    }

    struct Show: AsyncParsableCommand {
        static let configuration = CommandConfiguration(abstract: "Show records, the newest last.")

        @OptionGroup var state: StateOption

        @Option(help: "Only the records of one question: its hash, or the first digits.")
        var question: String?

        @Option(help: "Only records of this kind, for example question-refused.")
        var kind: String?

        @Option(help: "The first number to show.")
        var from = 1

        @Option(help: "How many records to show at most, the newest.")
        var limit = 50

        func run() async throws {
            try await concluding { () throws(Diagnostic) in
                var selection = AuditSelection()
                (selection.question, selection.kind, selection.from, selection.limit) = (question?.lowercased(), kind, from, limit)
                for record in try selection.records(in: .folder(state.folder.audit)) { record.lines.forEach { print($0) } }
                return 0
            }
        }
    }

    struct Export: AsyncParsableCommand {
        static let configuration = CommandConfiguration(
            abstract: "Write the log as one file that anybody can verify with 'cordon audit verify'.",
            discussion: "It holds the texts of questions and no cell. An existing file is not overwritten.")

        @OptionGroup var state: StateOption

        @Argument(help: "The file to make.")
        var file: String

        func run() async throws {
            try await concluding { () throws(Diagnostic) in
                try AuditExport(state.folder.audit).write(to: file)
                return 0
            }
        }
    }

    struct Forget: AsyncParsableCommand {
        static let configuration = CommandConfiguration(
            abstract: "Start again with the coordinator's log after looking into a trouble with it.",
            discussion: "The trouble, and that it was forgotten and why, stay in this node's own log.")

        @OptionGroup var state: StateOption

        @Argument(help: "Whose heads: the coordinator's id.")
        var member: String

        @Option(help: "Why, for the record.")
        var reason: String

        func run() async throws {
            try await concluding { () throws(Diagnostic) in
                try HeldLogs(state.folder).forget(member, reason: reason)
                print("The heads of '\(member)' are forgotten; the next reply brings a new one.")
                return 0
            }
        }
    }
}
