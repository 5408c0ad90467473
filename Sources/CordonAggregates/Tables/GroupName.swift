import Crypto
import CordonValues
import Foundation

/// What a group of an earlier answer is called between a hospital and the coordinator: 16 bytes of a digest over the question, its part and the group's
/// keys. The coordinator, which keeps no keys of groups that were not shown, finds those that were.
public enum GroupName {
    public static let length = 16

    /// `question` is the question's hash.
    public static func bytes(question: String, part: Int, keys: [Value]) -> [UInt8] {
        var text = Data("cordon-group 1\n\(question)\n\(part)\n".utf8)
        for key in keys { append(key, to: &text) }
        return Array(SHA256.hash(data: text).prefix(length))
    }

    /// A letter, the length of what follows, and that.
    private static func append(_ key: Value, to text: inout Data) {
        let (letter, value): (Character, String) = switch key {
        case .null: ("n", "")
        case .boolean(let truth): ("b", truth ? "1" : "0")
        case .integer(let whole): ("i", String(whole))
        case .numeric(let exact): ("q", "\(exact.numerator)/\(exact.denominator)")
        case .double(let double): ("d", String(double.value.bitPattern, radix: 16))
        case .text(let string): ("t", string)
        case .date(let day): ("a", String(day.daysSince1970))
        case .timestamp(let time): ("s", String(time.microsecondsSince1970))
        }
        text.append(contentsOf: "\(letter)\(value.utf8.count):\(value)".utf8)
    }
}
