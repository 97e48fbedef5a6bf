import CZlib

/// What a text weighs less on the way (RFC 1952).
enum Compression {
    /// The bytes as a gzip file; nil when that would not be smaller.
    static func gzip(_ bytes: [UInt8]) -> [UInt8]? {
        var stream = z_stream()
        // 15 bits of window, and 16 for gzip's head instead of zlib's.
        let opened = deflateInit2_(
            &stream, Z_BEST_COMPRESSION, Z_DEFLATED, 15 + 16, 8, Z_DEFAULT_STRATEGY,
            ZLIB_VERSION, Int32(MemoryLayout<z_stream>.size))
        guard opened == Z_OK else { return nil }
        defer { deflateEnd(&stream) }
        // What does not fit is not wanted.
        var packed = [UInt8](repeating: 0, count: bytes.count)
        var source = bytes
        let isDone = source.withUnsafeMutableBufferPointer { from in
            packed.withUnsafeMutableBufferPointer { into in
                (stream.next_in, stream.avail_in) = (from.baseAddress, UInt32(from.count))
                (stream.next_out, stream.avail_out) = (into.baseAddress, UInt32(into.count))
                return deflate(&stream, Z_FINISH) == Z_STREAM_END
            }
        }
        return isDone ? Array(packed.prefix(Int(stream.total_out))) : nil
    }
}
