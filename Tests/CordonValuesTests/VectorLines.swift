import BigInt
import CordonValues
import Foundation

/// The lines of a vector file that `Vectors/reference.py` wrote, each split at spaces.
func vectors(_ name: String) throws -> [[String]] {
    guard let url = Bundle.module.url(forResource: "Vectors/\(name)", withExtension: "txt") else {
        throw CocoaError(.fileNoSuchFile)
    }
    return try String(contentsOf: url, encoding: .utf8).split(separator: "\n").map { line in
        line.split(separator: " ").map(String.init)
    }
}

func fraction(_ numerator: some StringProtocol, _ denominator: some StringProtocol) -> Rational? {
    guard let top = BigInt(numerator, radix: 10), let bottom = BigInt(denominator, radix: 10) else { return nil }
    return Rational(top, over: bottom)
}
