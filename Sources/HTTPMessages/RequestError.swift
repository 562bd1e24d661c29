/// Why bytes are no request that this server takes.
///
/// The connection closes after the answer, since the bytes behind the fault cannot be told from a second request.
package enum RequestError: Error, Sendable, Hashable, CaseIterable {
    case malformedMethod
    case malformedTarget
    case malformedVersion
    case bareLineFeed
    case bareCarriageReturn
    case foldedField
    case malformedFieldName
    case malformedFieldValue
    case missingHost
    case repeatedHost
    case malformedHost
    case malformedContentLength
    case repeatedContentLength
    case contentLengthWithTransferEncoding
    case malformedTransferEncoding
    case malformedChunk
    case malformedTrailer
    case chunkExtensionsTooLarge
    case unknownTransferCoding
    case unsupportedVersion
    case unknownExpectation
    case targetTooLong
    case headTooLarge
    case tooManyFields
    case bodyTooLarge
    case tooManyUnfinished
    case headTimeout
    case bodyTimeout
    case tlsRequired
    case tlsUnexpected

    /// The status that answers it (RFC 9110 §15.5, §15.6; RFC 9112 §6.1, §6.3; RFC 6585 §5).
    package var status: Status {
        switch self {
        case .malformedMethod, .malformedTarget, .malformedVersion, .bareLineFeed, .bareCarriageReturn, .foldedField,
            .malformedFieldName, .malformedFieldValue, .missingHost, .repeatedHost, .malformedHost,
            .malformedContentLength, .repeatedContentLength, .contentLengthWithTransferEncoding,
            .malformedTransferEncoding, .malformedChunk, .malformedTrailer, .chunkExtensionsTooLarge:
            .badRequest
        case .tlsRequired, .tlsUnexpected: .badRequest
        case .unknownTransferCoding: .notImplemented
        case .unsupportedVersion: .httpVersionNotSupported
        case .unknownExpectation: .expectationFailed
        case .targetTooLong: .uriTooLong
        case .headTooLarge, .tooManyFields: .requestHeaderFieldsTooLarge
        case .bodyTooLarge: .contentTooLarge
        case .tooManyUnfinished: .serviceUnavailable
        case .headTimeout, .bodyTimeout: .requestTimeout
        }
    }
}

extension RequestError: CustomStringConvertible {
    package var description: String {
        switch self {
        case .malformedMethod: "the method is no token of 1 to 32 characters"
        case .malformedTarget: "the request target has a character or a form that is not allowed"
        case .malformedVersion: "the HTTP version is malformed"
        case .bareLineFeed: "a line feed without a carriage return stands in the head"
        case .bareCarriageReturn: "a carriage return without a line feed stands in the head"
        case .foldedField: "a field is folded over two lines"
        case .malformedFieldName: "a field name is no token directly before its colon"
        case .malformedFieldValue: "a field value has a control character"
        case .missingHost: "the Host field is missing"
        case .repeatedHost: "there are two Host fields"
        case .malformedHost: "the Host field is no host and port"
        case .malformedContentLength: "the Content-Length is no number"
        case .repeatedContentLength: "there are two Content-Length values"
        case .contentLengthWithTransferEncoding: "there are both a Content-Length and a Transfer-Encoding"
        case .malformedTransferEncoding: "the Transfer-Encoding is malformed"
        case .malformedChunk: "a chunk of the body is malformed"
        case .chunkExtensionsTooLarge: "the chunk extensions are larger than 16 KiB"
        case .malformedTrailer: "a trailer field of the body is malformed"
        case .unknownTransferCoding: "the transfer coding is not chunked alone"
        case .unsupportedVersion: "the HTTP version is not 1.0 or 1.1"
        case .unknownExpectation: "the expectation is not 100-continue"
        case .targetTooLong: "the request target is longer than 8 KiB"
        case .headTooLarge: "the head is larger than 32 KiB"
        case .tooManyFields: "there are more than 100 fields"
        case .bodyTooLarge: "the body is larger than 1 MiB"
        case .tooManyUnfinished: "the requests under way leave no memory for the rest of it"
        case .headTimeout: "the head did not arrive in time"
        case .tlsUnexpected: "TLS came to a gateway that speaks plain HTTP only (--tls off): call it by http://"
        case .tlsRequired: "plain HTTP came to a gateway that speaks https only (--tls required)"
        case .bodyTimeout: "the body did not arrive in time"
        }
    }
}
