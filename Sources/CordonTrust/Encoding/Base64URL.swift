import Foundation

/// base64url without padding (RFC 4648, section 5), read strictly: one text per byte string, so that a signed document cannot be
/// rewritten into another text with the same meaning.
public enum Base64URL {
    public static func encode(_ bytes: Data) -> String {
        let characters = bytes.base64EncodedData().compactMap { (byte: UInt8) -> UInt8? in
            switch byte {
            case UInt8(ascii: "+"): UInt8(ascii: "-")
            case UInt8(ascii: "/"): UInt8(ascii: "_")
            case UInt8(ascii: "="): nil
            default: byte
            }
        }
        return String(decoding: characters, as: UTF8.self)
    }

    /// Nil for padding, other alphabets, white space, impossible lengths and non-zero spare bits.
    public static func decode(_ text: String) -> Data? {
        var standard = [UInt8]()
        standard.reserveCapacity(text.utf8.count + 2)
        for byte in text.utf8 {
            switch byte {
            case UInt8(ascii: "-"): standard.append(UInt8(ascii: "+"))
            case UInt8(ascii: "_"): standard.append(UInt8(ascii: "/"))
            case UInt8(ascii: "0")...UInt8(ascii: "9"), UInt8(ascii: "A")...UInt8(ascii: "Z"), UInt8(ascii: "a")...UInt8(ascii: "z"):
                standard.append(byte)
            default: return nil
            }
        }
        let padding = (4 - standard.count % 4) % 4
        guard padding < 3 else { return nil }
        standard.append(contentsOf: repeatElement(UInt8(ascii: "="), count: padding))
        guard let bytes = Data(base64Encoded: Data(standard)), encode(bytes).utf8.elementsEqual(text.utf8) else { return nil }
        return bytes
    }
}
