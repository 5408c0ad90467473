import CordonTrust
import Foundation

/// A secret that lets one node introduce itself once. Only its digest is stored.
struct EnrolmentToken {
    let text: String

    /// 32 random bytes.
    static func fresh() -> EnrolmentToken {
        var source = SystemRandomNumberGenerator()
        let bytes = Data((0..<32).map { _ in UInt8.random(in: 0 ... .max, using: &source) })
        return EnrolmentToken(text: Base64URL.encode(bytes))
    }

    var digest: String { Hexadecimal.sha256(Data(text.utf8)) }
}
