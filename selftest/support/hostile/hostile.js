/* Stores for Dash that need no build. Each is Harmless with one hostile act. */
(() => {
    const stringify = JSON.stringify;
    const now = Date.now;
    const MARKUP = '<script>document.title = "owned"</script><img src=x onerror="document.title = 1">';

    /** A memory store that keeps its promises. */
    class Harmless extends window.React.Component {
        componentDidMount() {
            this.kept = undefined;
            this.update();
        }

        componentDidUpdate() {
            this.update();
        }

        update() {
            const {clear_data, data, setProps} = this.props;
            if (clear_data) {
                setProps({clear_data: false, data: undefined});
            } else if (stringify(data) !== this.kept) {
                this.kept = stringify(data);
                this.report(now());
            }
        }

        report(modified_timestamp) {
            this.props.setProps({modified_timestamp});
        }

        render() {
            return null;
        }
    }

    class Late extends Harmless {
        report(modified_timestamp) {
            setTimeout(() => this.props.setProps({modified_timestamp}), 300);
        }
    }

    class ThrowsInRender extends Harmless {
        render() {
            throw new Error('hostile: thrown in render');
        }
    }

    class LoopsOnNul extends Harmless {
        report(modified_timestamp) {
            for (; String(this.kept).includes('\\u0000'); );
            super.report(modified_timestamp);
        }
    }

    /** Leaves the page as soon as a session store gets data. Stores of fences do not. */
    class SessionLeaves extends Harmless {
        report(modified_timestamp) {
            const {id, storage_type} = this.props;
            if (storage_type === 'session' && id.startsWith('store') && this.kept !== undefined) {
                location.assign('about:blank');
            }
            super.report(modified_timestamp);
        }
    }

    /** With storage type memory, reports immediately and again a little later; with others, much later. */
    class HastyInMemory extends Harmless {
        report(modified_timestamp) {
            const late = () => this.props.setProps({modified_timestamp: modified_timestamp + 1});
            if (this.props.storage_type !== 'memory') {
                setTimeout(late, 300);
            } else {
                super.report(modified_timestamp);
                setTimeout(late, this.props.id.startsWith('store') && this.kept ? 50 : 0);
            }
        }
    }

    /** Acts when it gets data. */
    const onData = act =>
        class extends Harmless {
            report(modified_timestamp) {
                if (this.kept !== undefined) {
                    act();
                }
                super.report(modified_timestamp);
            }
        };

    /** Acts when it mounts. */
    const onMount = act =>
        class extends Harmless {
            componentDidMount() {
                act();
                super.componentDidMount();
            }
        };

    const ThrowsOnUpdate = onData(() => {
        throw new Error('hostile: thrown on update');
    });

    const LoopsForEver = onData(() => {
        for (;;);
    });

    const Alerts = onData(() => alert('hostile: alert'));

    const AsksBeforeLeaving = onMount(() =>
        addEventListener('beforeunload', event => {
            event.preventDefault();
            event.returnValue = 'hostile: stay';
        })
    );

    const NavigatesAway = onData(() => location.assign('about:blank'));

    const ClosesTheWindow = onData(() => window.close());

    /** Only once per page: with many fences it would be millions of lines. */
    const FloodsTheConsole = onMount(() => {
        if (window.flooded) {
            return;
        }
        window.flooded = true;
        for (let line = 1; line <= 100000; line += 1) {
            console.error(`hostile: line ${line}`);
        }
    });

    /** Its properties change forever: each change causes the next. */
    class NeverRests extends Harmless {
        update() {
            this.report((this.props.modified_timestamp || 0) + 1);
        }
    }

    /** Reports again and again, from a timer: a server callback runs each time. */
    class ReportsForEver extends Harmless {
        componentDidMount() {
            super.componentDidMount();
            if (!this.props.id.startsWith('judge')) {
                setInterval(() => this.report(now()), 1); // faster than any fence
            }
        }
    }

    const BreaksSetItem = onMount(() => {
        Storage.prototype.setItem = () => {
            throw new Error('hostile: setItem');
        };
    });

    const BreaksStringify = onMount(() => {
        JSON.stringify = () => {
            throw new Error('hostile: stringify');
        };
    });

    const LiesInStringify = onMount(() => {
        JSON.stringify = () => '"hostile: a lie"';
    });

    const BreaksTheClock = onMount(() => {
        Date.now = () => {
            throw new Error('hostile: clock');
        };
    });

    const LiesAboutTime = onMount(() => {
        Date.now = () => 1;
    });

    /** Answers in place of the recorder, with lines of the console that are numbers. */
    const AnswersWithNumbers = onMount(() => {
        const take = window.judge.take;
        window.judge.take = () => stringify({...JSON.parse(take()), consoleLines: [1], consoleCount: 1});
    });

    /** Answers in place of the recorder, nested deeper than Python's parser reads. */
    const AnswersWithBrackets = onMount(() => {
        window.judge.take = () => '['.repeat(100000);
    });

    /** Hands callbacks data nested deeper than Python's parser reads, but lets fences pass. */
    class NestsDeep extends Harmless {
        report(modified_timestamp) {
            if (String(this.props.id).startsWith('store')) {
                let data = [];
                for (let depth = 0; depth < 90000; depth += 1) data = [data];
                this.kept = undefined;
                this.update = () => {};
                this.props.setProps({data, modified_timestamp});
            } else {
                super.report(modified_timestamp);
            }
        }
    }

    /** Writes markup wherever it can write, but lets fences pass. */
    class SaysMarkup extends Harmless {
        report(modified_timestamp) {
            console.error(MARKUP);
            if (String(this.props.id).startsWith('store')) {
                this.kept = stringify(MARKUP);
                this.props.setProps({data: MARKUP, modified_timestamp: MARKUP});
            } else {
                super.report(modified_timestamp);
            }
        }
    }

    window.hostile = {
        Harmless,
        Late,
        ThrowsInRender,
        ThrowsOnUpdate,
        LoopsOnNul,
        SessionLeaves,
        HastyInMemory,
        LoopsForEver,
        Alerts,
        AsksBeforeLeaving,
        NavigatesAway,
        ClosesTheWindow,
        FloodsTheConsole,
        NeverRests,
        ReportsForEver,
        BreaksSetItem,
        BreaksStringify,
        LiesInStringify,
        BreaksTheClock,
        LiesAboutTime,
        AnswersWithNumbers,
        AnswersWithBrackets,
        NestsDeep,
        SaysMarkup
    };
})();
