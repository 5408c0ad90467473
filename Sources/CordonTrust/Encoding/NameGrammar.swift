import CordonValues

/// What names and texts in documents may look like, so that they are safe to show, to log and to put into paths.
public enum NameGrammar {
    /// Ids of networks, nodes, coordinators, studies and permits: 1 to 63 of `a-z 0-9 -`.
    public static func isIdentifier(_ text: String) -> Bool {
        (1...63).contains(text.utf8.count) && text.utf8.allSatisfy { byte in
            isLower(byte) || isDigit(byte) || byte == UInt8(ascii: "-")
        }
    }

    /// Jurisdictions: country or region codes such as `CH`, `US-CA`, `eu`; 1 to 32 of `A-Z a-z 0-9 -`.
    public static func isJurisdiction(_ text: String) -> Bool {
        (1...32).contains(text.utf8.count) && text.utf8.allSatisfy { byte in
            isLower(byte | 0x20) && byte < 0x80 || isDigit(byte) || byte == UInt8(ascii: "-")
        }
    }

    /// Text for people on one line: 1 to `limit` bytes without control characters or characters that change the direction of
    /// writing (what is shown must be what was signed).
    public static func isLine(_ text: String, limit: Int = 500) -> Bool {
        (1...limit).contains(text.utf8.count) && text.unicodeScalars.allSatisfy(isPrintable)
    }

    /// Like ``isLine(_:limit:)`` with line breaks and tabs: the text of a question.
    public static func isText(_ text: String) -> Bool {
        text.unicodeScalars.allSatisfy { $0 == "\n" || $0 == "\r" || $0 == "\t" || isPrintable($0) }
    }

    private static func isPrintable(_ scalar: Unicode.Scalar) -> Bool {
        switch scalar.value {
        case 0..<0x20, 0x7F..<0xA0: false
        case 0x2028...0x202E, 0x2066...0x2069, 0x200E, 0x200F, 0x061C: false
        default: true
        }
    }

    private static func isLower(_ byte: UInt8) -> Bool { (UInt8(ascii: "a")...UInt8(ascii: "z")).contains(byte) }

    private static func isDigit(_ byte: UInt8) -> Bool { (UInt8(ascii: "0")...UInt8(ascii: "9")).contains(byte) }
}
