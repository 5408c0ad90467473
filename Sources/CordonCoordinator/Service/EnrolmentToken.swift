import CordonTrust
import CordonValues
import Foundation

/// A secret that lets one node introduce itself once. Only its digest is stored.
struct EnrolmentToken {
    let text: String

    /// 32 random bytes, in hexadecimal: no token starts with a hyphen, which a command line would take for an option.
    static func fresh() -> EnrolmentToken {
        var source = SystemRandomNumberGenerator()
        return EnrolmentToken(text: Hexadecimal.encode((0..<32).map { _ in UInt8.random(in: 0 ... .max, using: &source) }))
    }

    var digest: String { Hexadecimal.sha256(Data(text.utf8)) }
}
