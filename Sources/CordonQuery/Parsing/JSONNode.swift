/// A value of the JSON that the grammar prints its tree in: a place in the text that was read. Nothing of the text is copied until it is
/// asked for.
struct JSONNode: Sendable {
    private let json: JSONText
    private let index: Int

    fileprivate init(_ json: JSONText, _ index: Int) {
        self.json = json
        self.index = index
    }

    private var entry: JSONText.Entry { json.entries[index] }

    subscript(key: StaticString) -> JSONNode? {
        guard entry.kind == .object else { return nil }
        var next = index + 1
        while next < entry.end {
            if json.isKey(key, at: next) { return JSONNode(json, next) }
            next = json.after(next)
        }
        return nil
    }

    var elements: [JSONNode] {
        guard entry.kind == .array else { return [] }
        var elements: [JSONNode] = []
        var next = index + 1
        while next < entry.end {
            elements.append(JSONNode(json, next))
            next = json.after(next)
        }
        return elements
    }

    /// Of an array.
    var last: JSONNode? {
        guard entry.kind == .array, entry.end > index + 1 else { return nil }
        var (next, last) = (index + 1, index + 1)
        while next < entry.end { (last, next) = (next, json.after(next)) }
        return JSONNode(json, last)
    }

    var text: String? { entry.kind == .string ? json.string(at: index) : nil }

    var integer: Int? { entry.kind == .number ? entry.end : nil }

    var isTrue: Bool { entry.kind == .yes }

    /// The lowest place in the text, in bytes, that the node or one below it names.
    var lowestLocation: Int? {
        switch entry.kind {
        case .object, .array: entry.start < 0 ? nil : entry.start
        case .string, .number, .yes, .no, .null: nil
        }
    }

    /// A node of the tree is an object with one member, named by the node's kind.
    var tagged: (kind: String, fields: JSONNode)? {
        let only = index + 1
        guard entry.kind == .object, only < entry.end, json.after(only) == entry.end else { return nil }
        return (json.key(at: only), JSONNode(json, only))
    }
}

/// What the bytes are not.
enum JSONTrouble: Error {
    case tooDeep
    case malformed
}

/// The bytes of a JSON text and where its values stand, each before what is in it.
final class JSONText: Sendable {
    enum Kind: Sendable { case object, array, string, number, yes, no, null }

    struct Entry: Sendable {
        var kind: Kind
        /// Of a string the first byte behind the quote; of an object or array the lowest place that it names, -1 without any.
        var start = -1
        /// Of a string the closing quote; of a number its value; of an object or array the entry behind it.
        var end = 0
        /// Of a member of an object the bytes of its key.
        var keyStart: Int32 = 0
        var keyEnd: Int32 = 0
    }

    fileprivate let bytes: [UInt8]
    fileprivate let entries: [Entry]

    static func read(_ bytes: UnsafeBufferPointer<UInt8>) throws(JSONTrouble) -> JSONNode {
        let bytes = Array(bytes)
        guard bytes.count < Int32.max else { throw .malformed }
        return JSONNode(JSONText(bytes, try JSONReader.entries(of: bytes)), 0)
    }

    private init(_ bytes: [UInt8], _ entries: [Entry]) {
        self.bytes = bytes
        self.entries = entries
    }

    fileprivate func after(_ index: Int) -> Int {
        switch entries[index].kind {
        case .object, .array: entries[index].end
        case .string, .number, .yes, .no, .null: index + 1
        }
    }

    fileprivate func isKey(_ word: StaticString, at index: Int) -> Bool {
        let range = Int(entries[index].keyStart)..<Int(entries[index].keyEnd)
        guard word.utf8CodeUnitCount == range.count else { return false }
        return word.withUTF8Buffer { letters in
            for (letter, place) in zip(letters, range) where bytes[place] != letter { return false }
            return true
        }
    }

    fileprivate func key(at index: Int) -> String {
        String(decoding: bytes[Int(entries[index].keyStart)..<Int(entries[index].keyEnd)], as: UTF8.self)
    }

    fileprivate func string(at index: Int) -> String {
        let content = bytes[entries[index].start..<entries[index].end]
        return content.contains(0x5C) ? JSONEscapes.resolved(content) : String(decoding: content, as: UTF8.self)
    }
}
