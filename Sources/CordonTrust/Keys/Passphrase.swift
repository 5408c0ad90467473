import CordonValues
import Foundation

/// What a person types to open a key file.
public struct Passphrase: Sendable {
    /// Of a new one, in characters.
    public static let shortest = 12

    /// UTF-8 of the text in Unicode's form NFC.
    let bytes: Data

    public init(_ text: String) { bytes = Data(text.precomposedStringWithCanonicalMapping.utf8) }

    /// One that is to protect a key from now on. Refused with `usage`: fewer than ``shortest`` characters.
    public init(new text: String) throws(Diagnostic) {
        guard text.count >= Self.shortest else {
            throw Diagnostic(
                .usage, "A passphrase has at least \(Self.shortest) characters.", hint: "Four words that have nothing to do with each other are good.")
        }
        self.init(text)
    }
}
