namespace Appliance.TestKit;

/// <summary>How a fence of a document is tested.</summary>
public enum FenceCheck
{
    /// <summary>An illustration, which has no commands.</summary>
    Figure,

    /// <summary>Commands that are run.</summary>
    Run,

    /// <summary>Commands or code checked for syntax only.</summary>
    Syntax,

    /// <summary>The output of the commands in the fence before it.</summary>
    Output,

    /// <summary>Data or configuration that is parsed.</summary>
    Valid,

    /// <summary>Data that is parsed, and saved as a file for the commands below it.</summary>
    File,

    /// <summary>Read by the test class that the mark names.</summary>
    Test,
}
