import CordonValues
import Crypto
import Foundation

extension Hexadecimal {
    /// Nil for upper case, odd lengths and other characters.
    public static func decode(_ text: String) -> Data? { bytes(text).map { Data($0) } }

    /// The SHA-256 digest of `bytes`, 64 hexadecimal digits: what documents are named by.
    public static func sha256(_ bytes: Data) -> String { encode(SHA256.hash(data: bytes)) }

    /// True for 64 lower-case hexadecimal digits, the form of every SHA-256 digest in a document.
    public static func isDigest(_ text: String) -> Bool { text.utf8.count == 64 && bytes(text) != nil }
}
