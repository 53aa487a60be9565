"""The command `mcp`."""

from __future__ import annotations

from index.cli import index_option
from index.commands import command
from index.errors import ZhengsouError
from index.language import gettext
from index.location import Location
from search.options import site_option
from web.pip import install_from_checkout


class McpMissing(ZhengsouError):
    """The SDK of the protocol is not installed."""

    code = "mcp_missing"


@command("mcp")
@index_option
@site_option
def mcp_command(location: Location, site: str) -> None:
    """让助手（大模型）查这里的报告：由助手启动，经标准输入输出以 MCP 协议对话。

    工具有 search、kwic、trend、report、cite；每一段都带着地址和引文，供照录，不凭记忆。

    例：zhengsou mcp --index var/index --site https://zhengsou.example.org
    """
    try:
        import mcp  # noqa: F401 - only whether it is there
    except ImportError:
        raise McpMissing(gettext("没有安装 MCP 的程序库"), next_step=install_from_checkout(".[mcp]")) from None
    from search import LiveIndex
    from web.assistant.server import serve

    live = LiveIndex(location)
    try:
        serve(live, site)
    finally:
        live.close()
