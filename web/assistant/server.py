"""The server of the tools, over standard input and output, with the protocol's own SDK."""

from __future__ import annotations

from collections.abc import Callable
from difflib import get_close_matches
from functools import wraps
from importlib.metadata import version
from typing import Any, Final

from mcp.server.mcpserver import Context, MCPServer
from mcp.server.mcpserver.exceptions import ToolError
from mcp.types import CallToolResult, InputRequiredResult, ToolAnnotations
from pydantic import ValidationError

from index.errors import ZhengsouError, with_next_step
from index.language import N_, gettext
from index.names import one_line
from search import LiveIndex
from web.assistant.tools import Tools

_LONGEST_NAME: Final = 80
_BOUNDS: Final = {
    "le": N_("最多"),
    "ge": N_("最少"),
    "expected": N_("可用的有"),
    "max_length": N_("最多"),
    "min_length": N_("最少"),
}
"""What the context of a validation's error says, by its key."""
INSTRUCTIONS: Final = (
    "政搜：在各级政协的年度工作报告里全文检索。"
    "先用 search 或 kwic 找段落，要看上下文用 report，比较各年、各机构用 trend。"
    "引用任何一段，都要照录工具给出的 text，并附上它的 address 和 reference（或用 cite 取规范引文）；"
    "工具没有给出的文字、数字和地址，不要凭记忆补写。total、occurrences 是准确的总数，列出的只是其中一页。"
)


def serve(live: LiveIndex, site: str) -> None:
    """Answer an assistant on standard input and output until it closes them. site: what addresses begin with."""
    build(live, site).run("stdio")


class _Server(MCPServer[Any]):
    """Tools are called with the arguments that they have: what the SDK would ignore could be a filter."""

    async def call_tool(
        self, name: str, arguments: dict[str, Any], context: Context[Any, Any] | None = None
    ) -> CallToolResult | InputRequiredResult:
        """The tool's answer; raises ToolError for arguments that are not the tool's, in one line of Chinese."""
        for tool in await self.list_tools():
            if tool.name == name:
                known = tool.input_schema["properties"]
                _refuse_unknown(arguments, list(known))
                arguments = {each: _listed(value, known[each]) for each, value in arguments.items()}
        try:
            return await super().call_tool(name, arguments, context)
        except ToolError as fault:
            if wrong := _invalid(fault):
                raise ToolError(_told_of(wrong)) from fault
            raise


def _listed(value: Any, schema: dict[str, Any]) -> Any:
    """One value as a list where a list is asked for, and its years as text: so assistants often give them."""
    if schema.get("type") != "array":
        return value
    if isinstance(value, str | int) and not str(value).lstrip().startswith("["):
        value = [value]
    return [str(each) if type(each) is int else each for each in value] if isinstance(value, list) else value


def _invalid(fault: BaseException | None) -> ValidationError | None:
    """The validation's error that lies under a fault, if there is one."""
    while fault is not None and not isinstance(fault, ValidationError):
        fault = fault.__cause__ or fault.__context__
    return fault


def _told_of(wrong: ValidationError) -> str:
    first = wrong.errors(include_url=False, include_input=False)[0]
    name = one_line(str(first["loc"][0]))[:_LONGEST_NAME] if first["loc"] else "?"
    if first["type"] == "missing":
        return gettext("缺少参数 %(name)s", name=name)
    bounds = {key: value for key, value in first.get("ctx", {}).items() if isinstance(value, int | float | str)}
    said = gettext("、").join(
        f"{gettext(_BOUNDS[key]) if key in _BOUNDS else key} {value}" for key, value in bounds.items()
    )
    told = gettext("（%(details)s）", details=said) if said else ""
    return gettext("参数 %(name)s 的值不对%(told)s：请照工具的说明写", name=name, told=told)


def _refuse_unknown(arguments: dict[str, Any], known: list[str]) -> None:
    unknown = [name for name in arguments if name not in known]
    if not unknown:
        return
    near = get_close_matches(unknown[0].lower(), known, n=1)
    problem = gettext("没有这个参数：%(name)s", name=one_line(unknown[0])[:_LONGEST_NAME])
    listed = gettext("可用的有 %(known)s", known=" ".join(known))
    hint = gettext("是不是 %(near)s？", near=near[0]) + " " if near else ""
    raise ToolError(with_next_step(problem, hint + listed))


def build(live: LiveIndex, site: str) -> MCPServer[Any]:
    """The server with its tools, none of which changes anything."""
    server = _Server(
        "zhengsou",
        title="政搜",
        instructions=INSTRUCTIONS,
        version=version("zhengsou"),
        log_level="WARNING",
        subscriptions=False,
    )
    tools = Tools(live, site)
    annotations = ToolAnnotations(read_only_hint=True, idempotent_hint=True, open_world_hint=False)
    for tool in (tools.search, tools.kwic, tools.trend, tools.report, tools.cite):
        server.add_tool(_told(tool), annotations=annotations)
    return server


def _told(tool: Callable[..., dict[str, Any]]) -> Callable[..., dict[str, Any]]:
    """The tool, with errors of our tree as errors of the tool, which the assistant reads; others say nothing of us."""

    @wraps(tool)
    def told(*arguments: Any, **named: Any) -> dict[str, Any]:
        try:
            return tool(*arguments, **named)
        except ZhengsouError as fault:
            raise ToolError(str(fault)) from fault

    return told
