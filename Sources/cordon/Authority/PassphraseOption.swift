import ArgumentParser
import CordonTrust
import CordonValues
import Foundation

/// Where the authority's passphrase comes from. Never an argument or the environment, which other users of a machine can see.
struct PassphraseOption: ParsableArguments {
    @Option(
        help: ArgumentHelp(
            "A file of mode 0600 whose first line is the passphrase, or /dev/fd/N for an open descriptor. Without it, the terminal asks.",
            valueName: "file"))
    var passphraseFile: String?

    /// The authority's key, with its passphrase where it has one.
    func signingKey(_ file: String) throws(Diagnostic) -> SigningKey {
        try SigningKey.read(file: file) { () throws(Diagnostic) in Passphrase(try text("Passphrase of \(file): ")) }
    }

    /// A new passphrase; on the terminal it is asked for twice.
    func new() throws(Diagnostic) -> Passphrase {
        let first = try text("New passphrase: ")
        if passphraseFile == nil, try text("The same again: ") != first {
            throw Diagnostic(.usage, "The two passphrases differ.", hint: "Start again.")
        }
        return try Passphrase(new: first)
    }

    private func text(_ prompt: String) throws(Diagnostic) -> String {
        guard let passphraseFile else { return try HiddenInput.line(prompt) }
        let text = String(decoding: try contents(passphraseFile), as: UTF8.self)
        return text.split(separator: "\n", omittingEmptySubsequences: false).first.map(String.init) ?? ""
    }

    private func contents(_ file: String) throws(Diagnostic) -> Data {
        guard file.hasPrefix("/dev/fd/") else { return try SecretFile.read(file, limit: 4096) }
        let trouble = Diagnostic(.fileUnreadable, "'\(file)' cannot be read.", hint: "Name a descriptor that the shell has opened: 3<file.")
        guard let number = Int32(file.dropFirst("/dev/fd/".count)), fcntl(number, F_GETFD) >= 0,
            let bytes = try? FileHandle(fileDescriptor: number, closeOnDealloc: false).read(upToCount: 4096)
        else { throw trouble }
        return bytes
    }
}

/// Input from the terminal that is not shown.
enum HiddenInput {
    static func line(_ prompt: String) throws(Diagnostic) -> String {
        let terminal = open("/dev/tty", O_RDWR | O_CLOEXEC)
        guard terminal >= 0 else {
            throw Diagnostic(.usage, "There is no terminal to ask for the passphrase.", hint: "Name a file: --passphrase-file FILE.")
        }
        close(terminal)
        // It turns echo and signals off for the while, and on again.
        guard let typed = getpass(prompt) else { throw Diagnostic(.usage, "The passphrase could not be read.") }
        let text = String(cString: typed)
        memset(typed, 0, strlen(typed))
        return text
    }
}
