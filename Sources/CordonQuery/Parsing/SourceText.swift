import CordonValues

/// A question's text after the checks that need no grammar: valid UTF-8, at most ``maximumBytes``, no NUL character.
struct SourceText: Sendable {
    static let maximumBytes = 65_536

    let text: String
    let bytes: [UInt8]
    /// Unicode scalars before each byte; empty when the text is ASCII, where both counts agree.
    private let scalarsBefore: [Int32]

    init(_ text: String) throws(Diagnostic) {
        guard text.utf8.count <= Self.maximumBytes else { throw Self.tooLong(text.utf8.count) }
        try self.init(checked: text)
    }

    init(utf8: some Collection<UInt8>) throws(Diagnostic) {
        guard utf8.count <= Self.maximumBytes else { throw Self.tooLong(utf8.count) }
        guard let text = String(validating: utf8, as: UTF8.self) else {
            throw Diagnostic(.notUTF8, "The question is not valid UTF-8.", hint: "Save the text in UTF-8 and send it again.")
        }
        try self.init(checked: text)
    }

    private init(checked text: String) throws(Diagnostic) {
        let bytes = Array(text.utf8)
        var counts: [Int32] = []
        if bytes.contains(where: { $0 >= 0x80 }) {
            counts.reserveCapacity(bytes.count + 1)
            var scalars: Int32 = 0
            for byte in bytes {
                counts.append(scalars)
                // A scalar ends where the next byte does not continue it, so that a byte inside one counts as its start.
                if byte & 0xC0 != 0x80 { scalars += 1 }
            }
            counts.append(scalars)
        }
        self.text = text
        self.bytes = bytes
        self.scalarsBefore = counts
        if let place = bytes.firstIndex(of: 0) {
            let scalar = scalarOffset(ofByte: place)
            throw Diagnostic(
                .syntax, "The question contains a NUL character.", span: scalar..<(scalar + 1), hint: "Remove the character.")
        }
    }

    /// The place of a byte in Unicode scalars from 0; bytes outside the text are clamped.
    func scalarOffset(ofByte offset: Int) -> Int {
        let clamped = min(max(offset, 0), bytes.count)
        return scalarsBefore.isEmpty ? clamped : Int(scalarsBefore[clamped])
    }

    func span(ofBytes range: Range<Int>) -> Range<Int> {
        scalarOffset(ofByte: range.lowerBound)..<scalarOffset(ofByte: range.upperBound)
    }

    /// The text of a byte range that starts and ends at scalars.
    func string(_ range: Range<Int>) -> String {
        String(decoding: bytes[range.clamped(to: 0..<bytes.count)], as: UTF8.self)
    }

    private static func tooLong(_ count: Int) -> Diagnostic {
        Diagnostic(
            .tooLong, "The question is \(count) bytes long; at most \(maximumBytes) are read.",
            hint: "Shorten it: group codes with a BETWEEN or LIKE instead of listing each.")
    }
}
