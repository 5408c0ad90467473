import CRoaring
import CordonValues
import Foundation

/// A set of patients of one hospital, by the numbers that the hospital gives them: a compressed bitmap that never changes (Roaring: Lemire et al.,
/// *Roaring bitmaps: implementation of an optimized software library*, 2018). It never leaves the hospital.
public struct PatientSet: Sendable, Hashable {
    private let bitmap: Bitmap
    /// How many patients are in it.
    public let count: Int64

    /// The C object, freed with its last reference. It is never written after it was made, so any thread may read it.
    private final class Bitmap: @unchecked Sendable {
        let pointer: UnsafeMutablePointer<roaring_bitmap_t>

        init(_ pointer: UnsafeMutablePointer<roaring_bitmap_t>) { self.pointer = pointer }

        deinit { roaring_bitmap_free(pointer) }
    }

    private init(_ pointer: UnsafeMutablePointer<roaring_bitmap_t>) {
        bitmap = Bitmap(pointer)
        count = Int64(clamping: roaring_bitmap_get_cardinality(pointer))
    }

    public static func == (left: Self, right: Self) -> Bool { roaring_bitmap_equals(left.bitmap.pointer, right.bitmap.pointer) }

    public func hash(into hasher: inout Hasher) {
        hasher.combine(count)
        hasher.combine(sample(4))
    }

    /// In any order. Fails with `not-answered` where there is no memory.
    public init(_ numbers: [UInt32]) throws(Diagnostic) {
        guard let pointer = numbers.withUnsafeBufferPointer({ roaring_bitmap_of_ptr($0.count, $0.baseAddress) }) else {
            throw Self.noMemory
        }
        self.init(pointer)
    }

    /// Reads ``bytes``. Fails with `storage-failed` for what they cannot have been.
    public init(bytes: Data) throws(Diagnostic) {
        let pointer = bytes.withUnsafeBytes { buffer -> UnsafeMutablePointer<roaring_bitmap_t>? in
            guard let start = buffer.bindMemory(to: CChar.self).baseAddress,
                roaring_bitmap_portable_deserialize_size(start, buffer.count) == buffer.count
            else { return nil }
            return roaring_bitmap_portable_deserialize_safe(start, buffer.count)
        }
        guard let pointer else { throw Diagnostic(.storageFailed, "A stored set of patients is damaged.") }
        self.init(pointer)
    }

    /// Roaring's portable format.
    public var bytes: Data {
        var bytes = Data(count: roaring_bitmap_portable_size_in_bytes(bitmap.pointer))
        bytes.withUnsafeMutableBytes { buffer in
            guard let start = buffer.bindMemory(to: CChar.self).baseAddress else { return }
            _ = roaring_bitmap_portable_serialize(bitmap.pointer, start)
        }
        return bytes
    }

    /// Ascending.
    public var members: [UInt32] {
        [UInt32](unsafeUninitializedCapacity: Int(clamping: count)) { buffer, used in
            if let start = buffer.baseAddress { roaring_bitmap_to_uint32_array(bitmap.pointer, start) }
            used = Int(clamping: count)
        }
    }

    /// How many patients are in both.
    public func shared(with other: Self) -> Int64 {
        Int64(clamping: roaring_bitmap_and_cardinality(bitmap.pointer, other.bitmap.pointer))
    }

    /// True when fewer than so many of these patients are not in it.
    func lacks(_ patients: [UInt32], fewerThan limit: Int64) -> Bool {
        var lacking: Int64 = 0
        for patient in patients where !roaring_bitmap_contains(bitmap.pointer, patient) {
            lacking += 1
            if lacking >= limit { return false }
        }
        return true
    }

    /// The patients of both.
    func intersection(_ other: Self) throws(Diagnostic) -> Self {
        guard let pointer = roaring_bitmap_and(bitmap.pointer, other.bitmap.pointer) else { throw Self.noMemory }
        return Self(pointer)
    }

    /// The patients who are in this set and not in the other. Fails with `not-answered` where there is no memory.
    func without(_ other: Self) throws(Diagnostic) -> Self {
        guard let pointer = roaring_bitmap_andnot(bitmap.pointer, other.bitmap.pointer) else { throw Self.noMemory }
        return Self(pointer)
    }

    /// So many of the patients, with as many between each two; all where there are no more.
    func sample(_ size: Int) -> [UInt32] {
        guard size > 0, count > Int64(size) else { return members }
        return (0..<size).compactMap { place in
            var member: UInt32 = 0
            let rank = UInt32(clamping: count * Int64(place) / Int64(size))
            return roaring_bitmap_select(bitmap.pointer, rank, &member) ? member : nil
        }
    }

    private static let noMemory = Diagnostic(.notAnswered, "There is no memory for a set of patients.")
}
