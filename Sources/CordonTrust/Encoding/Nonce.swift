import Foundation

/// Random bytes that make a message unlike every other.
public enum Nonce {
    /// 16 bytes from the system's random source, base64url.
    public static func fresh() -> String {
        var generator = SystemRandomNumberGenerator()
        return Base64URL.encode(Data((0..<16).map { _ in UInt8.random(in: 0 ... .max, using: &generator) }))
    }
}
