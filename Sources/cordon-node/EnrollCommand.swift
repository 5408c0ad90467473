import ArgumentParser
import CordonNode
import CordonTrust
import CordonValues
import Foundation

struct EnrollCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "enroll",
        abstract: "Introduce the node to its coordinator, and pin the data authority's key.",
        discussion: """
            Get the authority's key from the data access committee itself, not from the coordinator: it is the one thing that this node \
            trusts. Get the TLS fingerprint, or the CA file, from the coordinator's operator together with the one-time token.
            """)

    @OptionGroup var state: StateOption

    @Option(help: ArgumentHelp("Where the coordinator listens: https://host[:port].", valueName: "url"))
    var coordinator: String

    @Option(help: "The one-time token from the coordinator's operator.")
    var token: String

    @Option(help: ArgumentHelp("The data authority's public key, or a file that holds it.", valueName: "key-or-file"))
    var authority: String

    @Option(help: ArgumentHelp("SHA-256 of the coordinator's own TLS certificate, to pin exactly it.", valueName: "hex"))
    var tlsFingerprint: String?

    @Option(help: ArgumentHelp("PEM file of the authority that signed the coordinator's TLS certificate.", valueName: "file"))
    var ca: String?

    func validate() throws {
        guard tlsFingerprint == nil || ca == nil else { throw ValidationError("Give --tls-fingerprint or --ca, not both.") }
        if let tlsFingerprint, tlsFingerprint.filter({ $0 != ":" }).count != 64 {
            throw ValidationError("--tls-fingerprint is 64 hexadecimal digits.")
        }
    }

    func run() async throws {
        try await concluding { () throws(Diagnostic) in
            let outcome = try await NodeEnrolment.enrol(
                state.folder,
                NodeEnrolment.Invitation(
                    url: coordinator, token: token, authority: try authorityKey(), tlsFingerprint: tlsFingerprint, authorityFile: ca))
            print("Enrolled with '\(outcome.coordinator.id)' (\(outcome.coordinator.name), \(outcome.coordinator.jurisdiction)).")
            print("Compare with the data authority, by a way that is not the coordinator:")
            print("  its own key      \(try authorityKey().id)")
            print("  the coordinator  \(outcome.coordinator.key.id)")
            print("  this node        \(outcome.key)")
            if let charter = outcome.charter {
                print("Charter of '\(charter.network)', version \(charter.version); this node is \(outcome.isMember ? "" : "not yet ")a member.")
            } else {
                print("The network has no charter yet; 'serve' fetches it by itself.")
            }
            print("Next: cordon-node load FOLDER, then cordon-node doctor")
            return 0
        }
    }

    /// The key itself, or the first word of the file of that name.
    private func authorityKey() throws(Diagnostic) -> VerifyingKey {
        guard let bytes = FileManager.default.contents(atPath: authority), bytes.count < 1 << 16 else {
            return try VerifyingKey(text: authority)
        }
        let words = String(decoding: bytes, as: UTF8.self).split(whereSeparator: \.isWhitespace)
        return try VerifyingKey(text: String(words.first ?? ""))
    }
}
