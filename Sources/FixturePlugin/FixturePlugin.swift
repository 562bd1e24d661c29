import Foundation
import PackagePlugin

/// Runs FixtureGenerator over the package's `fixtures/`, the description of the control interface and the console's page
/// whenever a file of them has changed.
@main
struct FixturePlugin: BuildToolPlugin {
    func createBuildCommands(context: PluginContext, target: any Target) throws -> [Command] {
        let folder = context.package.directoryURL.appending(path: "fixtures")
        let description = context.package.directoryURL.appending(path: "Sources/Gateway/Control/openapi.json")
        let output = context.pluginWorkDirectoryURL.appending(path: "BuiltInFiles.swift")
        let page = context.package.directoryURL.appending(path: "Sources/Gateway/Console/page")
        let files = [folder, page].flatMap {
            FileManager.default.enumerator(at: $0, includingPropertiesForKeys: nil)?.allObjects ?? []
        }
        return [
            .buildCommand(
                displayName: "Compiling fixtures into \(target.name)",
                executable: try context.tool(named: "FixtureGenerator").url,
                arguments: [folder.path, description.path, page.path, output.path],
                inputFiles: files.compactMap { $0 as? URL }.filter { !$0.hasDirectoryPath } + [description],
                outputFiles: [output]
            )
        ]
    }
}
