import ArgumentParser
import CordonAudit
import CordonCoordinator
import CordonTrust
import CordonValues
import Foundation

struct Audit: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        abstract: "The audit log: what was asked, decided and released here, and what people did.",
        discussion: """
            Every record is chained to the one before it and stands under a head that this coordinator signs; the nodes hold those heads, \
            and the coordinator theirs. All of this works while the service runs.
            """,
        subcommands: [Verify.self, Show.self, Export.self, Forget.self])

    struct Verify: AsyncParsableCommand {
        static let configuration = CommandConfiguration(
            abstract: "Look for records that were changed, removed, put in or moved.",
            discussion: """
                Without --heads it finds what was done without the coordinator's key. What its owner has written anew and signed again is \
                found through the heads that nodes hold: name files that 'cordon-node audit export' wrote.

                Exit codes: 0 whole; 1 whole as far as can be told; 2 changed, the first bad record is named.
                """)

        @OptionGroup var place: StateOption
        @Option(help: ArgumentHelp("A node's exported log; may be repeated.", valueName: "file")) var heads: [String] = []
        @Flag(help: "Print JSON.") var json = false

        func run() async throws {
            try await reporting {
                let configuration = try CoordinatorConfiguration(state: place.state)
                var held: [HeldHead] = []
                for file in heads { held += try AuditVerification.heads(in: .file(file)) }
                let key = try SigningKey.read(file: configuration.signingKeyFile).verifyingKey
                let report = try AuditVerification(.folder(configuration.audit), key: key, heads: held).run()
                if json { print(String(decoding: report.json.formatted, as: UTF8.self)) } else { report.lines.forEach { print($0) } }
                if report.exitCode != 0 { throw ExitCode(report.exitCode) }
            }
        }
    }

    struct Show: AsyncParsableCommand {
        static let configuration = CommandConfiguration(abstract: "Show records, the newest last.")

        @OptionGroup var place: StateOption
        @Option(help: "Only the records of one question: its hash, or the first digits.") var question: String?
        @Option(help: "Only records of this kind, for example question-released.") var kind: String?
        @Option(help: "The first number to show.") var from = 1
        @Option(help: "How many records to show at most, the newest.") var limit = 50

        func run() async throws {
            try await reporting {
                var selection = AuditSelection()
                (selection.question, selection.kind, selection.from, selection.limit) = (question?.lowercased(), kind, from, limit)
                let folder = try CoordinatorConfiguration(state: place.state).audit
                for record in try selection.records(in: .folder(folder)) { record.lines.forEach { print($0) } }
            }
        }
    }

    struct Export: AsyncParsableCommand {
        static let configuration = CommandConfiguration(
            abstract: "Write the log as one file that anybody can verify with 'cordon audit verify'.",
            discussion: "It holds the texts of questions and no cell. An existing file is not overwritten.")

        @OptionGroup var place: StateOption
        @Argument(help: "The file to make.") var file: String

        func run() async throws {
            try await reporting { try AuditExport(CoordinatorConfiguration(state: place.state).audit).write(to: file) }
        }
    }

    struct Forget: AsyncParsableCommand {
        static let configuration = CommandConfiguration(
            abstract: "Start again with a node's log after looking into a trouble with it.",
            discussion: "The trouble, and that it was forgotten and why, stay in the coordinator's own log.")

        @OptionGroup var place: StateOption
        @Argument(help: "The node's id.") var node: String
        @Option(help: "Why, for the record.") var reason: String

        func run() async throws {
            try await reporting {
                try Operator(state: place.state).forgetHeads(of: node, reason: reason)
                print("The heads of '\(node)' are forgotten; its next poll brings a new one.")
            }
        }
    }
}
