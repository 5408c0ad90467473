import CordonTrust
import CordonValues
import Foundation

/// A researcher's or operator's own folder: the signing key, the coordinator's card and the authority's key, which is all that is
/// trusted. `$CORDON_HOME`, or `~/.config/cordon`.
struct Profile {
    let folder: String

    init() {
        folder = ProcessInfo.processInfo.environment["CORDON_HOME"]
            ?? FileManager.default.homeDirectoryForCurrentUser.appending(path: ".config/cordon").path
    }

    var keyFile: String { "\(folder)/researcher.key" }
    var cardFile: String { "\(folder)/researcher-card.json" }
    var coordinatorFile: String { "\(folder)/coordinator-card.json" }
    var authorityFile: String { "\(folder)/authority.pub" }

    func signingKey() throws(Diagnostic) -> SigningKey {
        guard FileManager.default.fileExists(atPath: keyFile) else { throw notLoggedIn }
        return try SigningKey.read(file: keyFile)
    }

    func coordinator() throws(Diagnostic) -> CoordinatorCard {
        guard let bytes = FileManager.default.contents(atPath: coordinatorFile) else { throw notLoggedIn }
        return try Signed<CoordinatorCard>.verifySelfSigned(bytes).document
    }

    func authority() throws(Diagnostic) -> VerifyingKey {
        guard FileManager.default.fileExists(atPath: authorityFile) else { throw notLoggedIn }
        return try Files.publicKey(authorityFile)
    }

    private var notLoggedIn: Diagnostic {
        Diagnostic(.configurationInvalid, "There is no login in \(folder).", hint: "Run `cordon login` first, or set CORDON_HOME.")
    }
}

/// Reading and writing the small files that commands name.
enum Files {
    static func read(_ path: String, _ what: String) throws(Diagnostic) -> Data {
        guard let bytes = FileManager.default.contents(atPath: path) else {
            throw Diagnostic(.fileUnreadable, "The \(what) '\(path)' cannot be read.", hint: "Check its path and permissions.")
        }
        return bytes
    }

    /// A public key as `authority init` writes it: one line of base64url.
    static func publicKey(_ path: String) throws(Diagnostic) -> VerifyingKey {
        let bytes = try read(path, "public key file")
        guard let text = String(validating: bytes, as: UTF8.self) else {
            throw Diagnostic(.documentInvalid, "The public key file '\(path)' is not text.")
        }
        return try VerifyingKey(text: text.trimmingCharacters(in: .whitespacesAndNewlines))
    }

    static func write(_ bytes: Data, to path: String) throws(Diagnostic) {
        do {
            try bytes.write(to: URL(filePath: path), options: .atomic)
        } catch {
            throw Diagnostic(.storageFailed, "The file '\(path)' cannot be written.", hint: "Check the folder and its permissions.")
        }
    }

    static func makeFolder(_ path: String) throws(Diagnostic) {
        do {
            try FileManager.default.createDirectory(
                atPath: path, withIntermediateDirectories: true, attributes: [.posixPermissions: 0o700])
        } catch {
            throw Diagnostic(.storageFailed, "The folder '\(path)' cannot be made.", hint: "Check its parent and its permissions.")
        }
    }
}
