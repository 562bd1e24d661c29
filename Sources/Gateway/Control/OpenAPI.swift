/// The description of the control interface: `openapi.json` beside this file, compiled in.
enum OpenAPI {}
