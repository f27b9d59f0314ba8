"""A command whose options include one for each input of its expression, for Click.

What is kept true: the expression is found and parsed before the options are read, so that help,
completion and errors know its inputs; the options that it brings never shadow declared ones; while
completing, nothing is read from standard input and nothing that is wrong is reported.
"""

from __future__ import annotations

import os
from typing import TYPE_CHECKING, Any

import click

from ...parser.errors import BackpropError
from ...parser.literals import normalised
from ..help import WideContext
from ..values.source import STANDARD_INPUT, Source, from_argument, from_file
from ..values.subject import MOST_OPTIONS, read_subject
from . import argument_errors
from .find import Found, file_of, find_expression, loose_words, option_of

if TYPE_CHECKING:
    from click.shell_completion import CompletionItem

    from ..values.subject import Subject

SUBJECT = "backprop.subject"
EXAMPLES = {
    True: 'such as: backprop {} "(x+y)*z" --x -2 --y 5 --z -4',
    False: 'such as: backprop {} "(x+y)*z"',
}
"""What is shown where the expression is missing: of a command that takes values, or of another."""


class ExpressionCommand(click.Command):
    """A Click command with an expression as its argument and the inputs as options.

    The function that it decorates gets the expression as `subject`; where the command takes values,
    those given to each input's own option as `texts`; and where `words` says what stands beside the
    expression (such as `CLAIM...`), those as `words`.
    """

    context_class = WideContext

    def __init__(
        self,
        *args: Any,  # noqa: ANN401
        takes_values: bool = True,
        words: str = "",
        **settings: Any,  # noqa: ANN401
    ) -> None:
        values = "[--NAME VALUE]... " if takes_values else ""
        super().__init__(
            *args,
            # There is no `-h`: it is an expression. Left-over words are explained here.
            context_settings={
                "help_option_names": ["--help"],
                "token_normalize_func": normalised,
                "allow_extra_args": True,
            },
            options_metavar=f"EXPR {values}{f'{words} ' if words else ''}[OPTIONS]",
            **settings,
        )
        self.takes_values, self.words = takes_values, words

    @property
    def example(self) -> str:
        """A command line that has an expression."""
        return EXAMPLES[self.takes_values].format(self.name)

    def get_params(self, ctx: click.Context) -> list[click.Parameter]:
        """The declared options and, once it is read, those of the expression."""
        subject = subject_of(ctx)
        return [*(input_options(subject) if subject else ()), *super().get_params(ctx)]

    def declared(self, ctx: click.Context) -> dict[str, bool]:
        """The command's own options, and whether each takes a value."""
        return {
            name: isinstance(option, click.Option) and not option.is_flag
            for option in super().get_params(ctx)
            for name in (*option.opts, *option.secondary_opts)
        }

    def parse_args(self, ctx: click.Context, args: list[str]) -> list[str]:
        """Find and read the expression, then let Click read the options."""
        declared = self.declared(ctx)
        found = find_expression(args, declared)
        if self.words and file_of(args) is not None:
            found = Found(None, list(args))  # the words are the command's own
        tolerant = ctx.resilient_parsing or any(option_of(word) == "--help" for word in args)
        subject = self.read(ctx, found, args, tolerant=tolerant)
        if subject is None and not tolerant:
            raise argument_errors.missing_expression(args, declared, self.example)
        ctx.meta[SUBJECT] = subject
        try:
            argument_errors.refuse_missing_values(found.rest, self.takes_value(ctx), ctx)
            super().parse_args(ctx, list(found.rest))
        except click.UsageError as error:
            error.ctx = error.ctx or ctx
            raise self.explained(error, ctx, found.rest, declared) from error
        if ctx.resilient_parsing:
            return []
        if subject is None:
            raise BackpropError("there is no expression")
        if ctx.args and not self.words:
            raise argument_errors.unexpected_words(ctx.args, found.rest, subject)
        ctx.params["subject"] = subject
        if self.takes_values:
            ctx.params.setdefault("texts", {})
        if self.words:
            ctx.params["words"] = tuple(ctx.args)
        return []

    def explained(
        self,
        error: click.UsageError,
        ctx: click.Context,
        words: list[str],
        declared: dict[str, bool],
    ) -> BackpropError:
        """Click's error with what is known about the expression."""
        subject = subject_of(ctx)
        if subject is None or not isinstance(error, click.NoSuchOption):
            return argument_errors.explained(error, subject, declared)
        loose = [] if self.words else loose_words(words, self.takes_value(ctx))
        if loose:
            return argument_errors.unexpected_words(loose, words, subject)
        option = error.option_name
        if not self.takes_values and option.removeprefix("--") in subject.names:
            return argument_errors.refused_value(option, ctx)
        return argument_errors.unknown_option(option, subject, words, declared)

    def read(
        self, ctx: click.Context, found: Found, words: list[str], *, tolerant: bool
    ) -> Subject | None:
        """The expression, parsed; where help or completion only ask, `None` if that fails."""
        try:
            source = self.source_of(found, words, tolerant=tolerant)
            if source is None:
                return None
            return read_subject(source, self.declared(ctx), with_options=self.takes_values)
        except BackpropError:
            if tolerant:
                return None
            raise

    def source_of(self, found: Found, words: list[str], *, tolerant: bool) -> Source | None:
        """Where the text comes from; only ordinary files are read for help and completion."""
        path = file_of(words)
        if path is not None:
            if found.expression is not None and not tolerant:
                raise BackpropError(
                    f"both an expression and a file are given: '{found.expression}' and '{path}'",
                    hint="leave one of them out",
                )
            return from_file(path) if not tolerant or os.path.isfile(path) else None
        if found.expression is None or (tolerant and found.expression == STANDARD_INPUT):
            return None
        return from_argument(found.expression)

    def input_names(self, ctx: click.Context) -> list[str]:
        """The options that the expression brings."""
        subject = subject_of(ctx)
        return [f"--{name}" for name in subject.optional] if subject else []

    def takes_value(self, ctx: click.Context) -> dict[str, bool]:
        """All options, those of the expression too, and whether each takes a value."""
        return self.declared(ctx) | dict.fromkeys(self.input_names(ctx), True)

    def format_options(self, ctx: click.Context, formatter: click.HelpFormatter) -> None:
        """The expression's inputs first, then the options that are always there."""
        subject = subject_of(ctx)
        if subject is not None and self.takes_values:
            write_inputs(ctx, formatter, subject)
        records = [option.get_help_record(ctx) for option in super().get_params(ctx)]
        with formatter.section("Options"):
            formatter.write_dl([record for record in records if record])

    def shell_complete(self, ctx: click.Context, incomplete: str) -> list[CompletionItem]:
        """The options that may come next; an input that has its value is not offered again."""
        from click.shell_completion import CompletionItem

        given = {f"--{name}" for name in ctx.params.get("texts", ())}
        if not incomplete and subject_of(ctx) is not None:
            names = [name for name in self.input_names(ctx) if name not in given]
            return [CompletionItem(name) for name in names]
        offered = super().shell_complete(ctx, incomplete)
        return [item for item in offered if item.value not in given]


def subject_of(context: click.Context) -> Subject | None:
    """The expression of this command line, once it is read."""
    return context.meta.get(SUBJECT)


def write_inputs(ctx: click.Context, formatter: click.HelpFormatter, subject: Subject) -> None:
    """The section of the help that lists the inputs."""
    records = [option.get_help_record(ctx) for option in input_options(subject)]
    rows = [record for record in records if record]
    optionless = [
        name for name in subject.names if f"--{name} VALUE" not in {row[0] for row in rows}
    ]
    if subject.too_many:
        count = len(subject.survey.inputs)
        rows = [("--at NAME=VALUE", f"{count} inputs, more than the {MOST_OPTIONS} with an option")]
    else:
        rows += [(f"--at {name}=VALUE", f"Value of {name}.") for name in optionless]
    if rows:
        with formatter.section("Inputs of the expression"):
            formatter.write_dl(rows)


def input_options(subject: Subject) -> list[click.Option]:
    """An option for each name of the expression that has one."""
    constants = subject.survey.constants
    return [
        click.Option(
            [f"--{name}", f"input_{number}"],
            multiple=True,
            metavar="VALUE",
            help=f"Value of {name}{', in place of the constant' if name in constants else ''}.",
            expose_value=False,
            callback=keep_texts,
        )
        for number, name in enumerate(subject.optional)
    ]


def keep_texts(context: click.Context, option: click.Parameter, texts: tuple[str, ...]) -> None:
    """Keep what an input's option was given under the input's own name."""
    if texts:
        context.params.setdefault("texts", {})[option.opts[0].removeprefix("--")] = texts
