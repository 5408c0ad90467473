import ArgumentParser
import CordonTrust
import CordonValues
import Foundation

struct RevokeCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "revoke",
        abstract: "Revoke a permit or a key: sign the next version of the revocation list.",
        discussion: """
            The operator installs the list (cordon-coordinator revocations install FILE); nodes get it with their next poll. Give it to the \
            hospitals yourself, too, when you revoke the coordinator's key: cordon-node revocations import FILE.

            A fingerprint and a public key look alike. With --of, a charter, permit or card that names the key, either will do, and the \
            command says whose it is; without it KEY is the fingerprint.
            """)

    @Option(help: "The id of the permit to revoke.") var permit: String?
    @Option(help: "The key to revoke: its fingerprint, or with --of the key itself.") var key: String?
    @Option(help: ArgumentHelp("A charter, permit or card that names the key.", valueName: "file")) var of: String?
    @Option(help: "Why, in one line that everybody in the network reads.") var reason: String
    @Option(help: ArgumentHelp("The list before this one; left out for a network's first.", valueName: "file")) var last: String?
    @Option(help: "The network's id, for its first list.") var network: String?
    @Option(help: ArgumentHelp("The authority's key file.", valueName: "file")) var authorityKey: String
    @OptionGroup var passphrase: PassphraseOption
    @Option(help: "Where to write the signed list; may be the file of the last one.") var out: String

    func validate() throws {
        guard (permit == nil) != (key == nil) else { throw ValidationError("Give --permit or --key.") }
        guard (last == nil) != (network == nil) else { throw ValidationError("Give --last, or --network for the first list.") }
        guard of == nil || key != nil else { throw ValidationError("--of belongs to --key.") }
    }

    func run() async throws {
        try await Outcome.reporting {
            let signer = try passphrase.signingKey(authorityKey)
            let next = try list(signer.verifyingKey, now: Timestamp(Date()))
            if last == nil, FileManager.default.fileExists(atPath: out) {
                throw Diagnostic(.conflict, "'\(out)' exists already.", hint: "If it is the network's last list, name it with --last.")
            }
            try Files.write(Signed.sign(next, by: signer).bytes, to: out)
            next.lines.forEach { print($0) }
            print("signed: \(out)")
        }
    }

    private func list(_ authority: VerifyingKey, now: Timestamp) throws(Diagnostic) -> Revocations {
        let before = try last.map { file throws(Diagnostic) in
            try Signed<Revocations>.verify(Files.read(file, "revocation list"), by: [authority]).document
        }
        let keyID = try key.map { text throws(Diagnostic) in try fingerprint(text) }
        let entry = try Revocation(permit ?? keyID ?? "", reason: reason, revoked: now)
        return try Revocations(
            network: before?.network ?? network ?? "", version: (before?.version ?? 0) + 1, issued: now,
            permits: adding(permit == nil ? nil : entry, to: before?.permits ?? []),
            keys: adding(keyID == nil ? nil : entry, to: before?.keys ?? []))
    }

    private func adding(_ entry: Revocation?, to entries: [Revocation]) throws(Diagnostic) -> [Revocation] {
        guard let entry else { return entries }
        if let known = entries.first(where: { $0.subject == entry.subject }) {
            throw Diagnostic(.conflict, "'\(entry.subject)' is revoked since \(known.revoked).")
        }
        return (entries + [entry]).sorted { $0.subject < $1.subject }
    }

    private func fingerprint(_ text: String) throws(Diagnostic) -> String {
        guard let of else { return try KeyIdentifier(text: text).text }
        guard let found = try NamedKey.all(in: Files.read(of, "document")).first(where: { $0.key.id.text == text || $0.key.text == text }) else {
            throw Diagnostic(.notFound, "'\(of)' does not name the key \(text).", hint: "`cordon charter show` and `cordon permit show` list keys.")
        }
        Outcome.say("This is the key of: \(found.holder)")
        return found.key.id.text
    }
}
