import ArgumentParser
import CordonTrust
import CordonValues
import Foundation

/// Whose signature a shown document should have, and in which form it is shown.
struct ShowOptions: ParsableArguments {
    @Option(help: ArgumentHelp("The data authority's public key, or a file that holds it. Default: the one of your login.", valueName: "key-or-file"))
    var authority: String?

    @Flag(help: "Print JSON.") var json = false

    private func key(_ profile: Profile) throws(Diagnostic) -> VerifyingKey? {
        guard let authority else { return try? profile.authority() }
        guard FileManager.default.fileExists(atPath: authority) else { return try VerifyingKey(text: authority) }
        return try Files.publicKey(authority)
    }

    func show<Document: ReadableDocument>(_: Document.Type, _ bytes: Data) throws {
        let shown = try ShownDocument<Document>(bytes, by: key(Profile()))
        let now = Timestamp(Date())
        if json {
            print(String(decoding: shown.json(now: now).formatted, as: UTF8.self), terminator: "")
        } else {
            shown.lines(now: now).forEach { print($0) }
        }
        let code = shown.exitCode(now: now)
        if code != 0 { throw ExitCode(code) }
    }

    static let exitCodes = """
        Keys are shown by their fingerprints, as init, enroll, login, doctor and the sign commands print them: compare them with the people \
        they belong to, by a way that is not this network.

        EXIT CODES
          0  the signature is right and the document valid now
          1  valid or not, the signature was not checked; or it is right and the document not valid now
          2  it is not signed by that key, or cannot be read
        """
}

struct CharterCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "charter", abstract: "The network's charter: who belongs, and which floors hold.", subcommands: [Show.self])

    struct Show: AsyncParsableCommand {
        static let configuration = CommandConfiguration(
            abstract: "Show a charter, by default the one that your coordinator has.", discussion: ShowOptions.exitCodes)

        @Argument(help: "The signed charter; without it the coordinator is asked.") var file: String?
        @OptionGroup var options: ShowOptions

        func run() async throws {
            try await Outcome.reporting {
                let bytes: Data
                if let file { bytes = try Files.read(file, "charter") } else {
                    bytes = try await CoordinatorConnection(Profile()).client.send("GET", "/v1/charter").body
                }
                try options.show(Charter.self, bytes)
            }
        }
    }
}

struct PermitCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "permit", abstract: "A study's permit: who may ask what, and until when.", subcommands: [Show.self])

    struct Show: AsyncParsableCommand {
        static let configuration = CommandConfiguration(abstract: "Show a permit.", discussion: ShowOptions.exitCodes)

        @Argument(help: "The signed permit.") var file: String
        @OptionGroup var options: ShowOptions

        func run() async throws {
            try await Outcome.reporting { try options.show(Permit.self, Files.read(file, "permit")) }
        }
    }
}

struct RevocationsCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "revocations", abstract: "Permits and keys that the data authority has revoked.", subcommands: [Show.self])

    struct Show: AsyncParsableCommand {
        static let configuration = CommandConfiguration(abstract: "Show a revocation list.", discussion: ShowOptions.exitCodes)

        @Argument(help: "The signed revocation list.") var file: String
        @OptionGroup var options: ShowOptions

        func run() async throws {
            try await Outcome.reporting { try options.show(Revocations.self, Files.read(file, "revocation list")) }
        }
    }
}
