import CordonTrust
import Foundation
import NIOSSL

extension CoordinatorConfiguration {
    /// When the TLS certificate ends; nil when it cannot be read, which `serve` tells.
    var certificateEnds: Timestamp? {
        guard let leaf = try? NIOSSLCertificate.fromPEMFile(certificateFile).first else { return nil }
        return Timestamp(secondsSince1970: Int64(leaf.notValidAfter))
    }
}
