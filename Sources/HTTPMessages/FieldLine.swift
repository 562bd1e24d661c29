/// One field line of a head (RFC 9110 §5), as offsets into the bytes of that head.
///
/// They fit 16 bits since `MessageLimits.head` does.
package struct FieldLine: Sendable {
    package let name: FieldName
    let nameStart: UInt16
    let nameEnd: UInt16
    let valueStart: UInt16
    let valueEnd: UInt16

    var valueRange: Range<Int> { Int(valueStart)..<Int(valueEnd) }
}
