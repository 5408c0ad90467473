import CordonValues
import Foundation

extension StrictJSON {
    /// The value as JSON without white space: the same value always gives the same bytes.
    public var written: Data {
        var output: [UInt8] = []
        write(into: &output, indent: nil)
        return Data(output)
    }

    /// The value as JSON for people: two spaces a level, a line break at the end.
    public var formatted: Data {
        var output: [UInt8] = []
        write(into: &output, indent: 0)
        output.append(UInt8(ascii: "\n"))
        return Data(output)
    }

    private func write(into output: inout [UInt8], indent: Int?) {
        switch self {
        case .null: output += "null".utf8
        case .boolean(let value): output += (value ? "true" : "false").utf8
        case .number(let text): output += text.utf8
        case .string(let text): Self.write(text, into: &output)
        case .array(let elements):
            Self.write(elements, between: ("[", "]"), into: &output, indent: indent) { element, output, indent in
                element.write(into: &output, indent: indent)
            }
        case .object(let members):
            Self.write(members, between: ("{", "}"), into: &output, indent: indent) { member, output, indent in
                Self.write(member.name, into: &output)
                output += (indent == nil ? ":" : ": ").utf8
                member.value.write(into: &output, indent: indent)
            }
        }
    }

    private static func write<Element>(
        _ elements: [Element], between brackets: (String, String), into output: inout [UInt8], indent: Int?,
        _ one: (Element, inout [UInt8], Int?) -> Void
    ) {
        output += brackets.0.utf8
        for (index, element) in elements.enumerated() {
            if index > 0 { output.append(UInt8(ascii: ",")) }
            if let indent { output += "\n\(String(repeating: "  ", count: indent + 1))".utf8 }
            one(element, &output, indent.map { $0 + 1 })
        }
        if let indent, !elements.isEmpty { output += "\n\(String(repeating: "  ", count: indent))".utf8 }
        output += brackets.1.utf8
    }

    private static func write(_ text: String, into output: inout [UInt8]) {
        output.append(UInt8(ascii: "\""))
        for byte in text.utf8 {
            switch byte {
            case UInt8(ascii: "\""): output += #"\""#.utf8
            case UInt8(ascii: "\\"): output += #"\\"#.utf8
            case 0x0A: output += #"\n"#.utf8
            case 0x0D: output += #"\r"#.utf8
            case 0x09: output += #"\t"#.utf8
            case 0..<0x20: output += #"\u00\#(Hexadecimal.encode([byte]))"#.utf8
            default: output.append(byte)
            }
        }
        output.append(UInt8(ascii: "\""))
    }
}
